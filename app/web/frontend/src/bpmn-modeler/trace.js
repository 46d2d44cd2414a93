// The way to a fault, played on the canvas: one element after the other is marked, and stays marked until the next play.
const MARK = 'on-the-way';
const WAITS = 'waits-here';
const BEAT = 450; // milliseconds between two elements

export class Trace {
  constructor(modeler) {
    Object.assign(this, { canvas: modeler.get('canvas'), registry: modeler.get('elementRegistry'), marked: [], timer: 0 });
  }

  play(names, last) {
    this.stop();
    const way = [...names, last].filter((name) => this.registry.get(name));
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const step = () => {
      const name = way.shift();
      if (!name) return;
      this.mark(name, MARK);
      if (still) step();
      else {
        this.canvas.scrollToElement(this.registry.get(name), { top: 80, bottom: 120, left: 160, right: 80 });
        this.timer = setTimeout(step, BEAT);
      }
    };
    step();
  }

  // The whole way at once, and where it has come to.
  show(names, waiting) {
    this.stop();
    for (const name of new Set(names)) if (this.registry.get(name)) this.mark(name, MARK);
    for (const name of waiting) if (this.registry.get(name)) this.mark(name, WAITS);
  }

  nameOf(name) {
    return this.registry.get(name)?.businessObject?.name || name || '';
  }

  mark(name, marker) {
    this.canvas.addMarker(name, marker);
    this.marked.push(name);
  }

  stop() {
    clearTimeout(this.timer);
    for (const name of this.marked.splice(0)) {
      if (!this.registry.get(name)) continue;
      this.canvas.removeMarker(name, MARK);
      this.canvas.removeMarker(name, WAITS);
    }
  }
}
