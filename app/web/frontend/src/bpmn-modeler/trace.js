// The way to a fault, played on the canvas: one element after the other is marked, and stays marked until the next play.
const MARK = 'on-the-way';
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
      this.canvas.addMarker(name, MARK);
      this.marked.push(name);
      if (still) step();
      else {
        this.canvas.scrollToElement(this.registry.get(name), { top: 80, bottom: 120, left: 160, right: 80 });
        this.timer = setTimeout(step, BEAT);
      }
    };
    step();
  }

  stop() {
    clearTimeout(this.timer);
    for (const name of this.marked.splice(0)) if (this.registry.get(name)) this.canvas.removeMarker(name, MARK);
  }
}
