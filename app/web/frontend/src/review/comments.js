// Comments on fields: the key opens the next one that is closed; Escape leaves an empty one.

export function commentNext(root) {
  const boxes = [...root.querySelectorAll('.comment-box')];
  const next = boxes.find((box) => !box.open);
  if (!next) return false;
  next.open = true;
  const words = next.querySelector('textarea');
  words.focus();
  words.scrollIntoView({ block: 'nearest' });
  return true;
}

export function startComments(root) {
  for (const box of root.querySelectorAll('.comment-box')) {
    const words = box.querySelector('textarea');
    box.addEventListener('toggle', () => { if (box.open && document.activeElement === box.firstElementChild) words.focus(); });
    words.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      box.open = Boolean(words.value.trim());
      box.firstElementChild.focus();
    });
  }
}
