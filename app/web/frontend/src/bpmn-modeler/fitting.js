// Fits the diagram beside the palette, so that nothing begins under it.

const LEFT = 130;
const AROUND = 40;

export function fit(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - LEFT - AROUND) / inner.width, (outer.height - 2 * AROUND) / inner.height);
  const width = outer.width / scale;
  const height = outer.height / scale;
  canvas.viewbox({ x: inner.x - LEFT / scale, y: inner.y - (height - inner.height) / 2, width, height });
}
