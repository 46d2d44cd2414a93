// The two things that a plain page does better with script: a key for its next step, and paper.
document.addEventListener('keydown', (event) => {
  const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
  const step = document.querySelector('[data-key-n]');
  if (step && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && event.key.toLowerCase() === 'n') step.click();
});
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
