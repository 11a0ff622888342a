/**
 * Makes gestures in a page and says how long each frame took: the time between two animation frames
 * while the limit of the frame rate is off, which holds script, style, layout, paint and raster. The
 * page is Boxloop's editor, or a rival that listens to the same events on the same element.
 */
(() => {
  const STEPS = 60;
  const SETTLE_MS = 500;
  const host = document.querySelector('[data-testid="canvas"]');
  const { left, top, width, height } = host.getBoundingClientRect();
  const middle = { x: left + width / 2, y: top + height / 2 };

  const send = (type, { x, y }, more = {}) => {
    const Kind = type === "wheel" ? WheelEvent : PointerEvent;
    const common = { bubbles: true, cancelable: true, clientX: x, clientY: y };
    host.dispatchEvent(new Kind(type, { ...common, pointerId: 1, pointerType: "mouse", ...more }));
  };

  // Where nothing changes, the browser makes no frames of its own: one pixel always does.
  const pixel = document.createElement("div");
  pixel.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 9; width: 1px; height: 1px";
  document.body.append(pixel);

  const frame = () =>
    new Promise((done) => {
      pixel.style.background = pixel.style.background === "black" ? "white" : "black";
      requestAnimationFrame(done);
    });
  const settle = () => new Promise((done) => setTimeout(done, SETTLE_MS));

  /** Milliseconds of each frame in which a step was made; a step gets its share of the whole, 0 to 1. */
  const frames = async (step) => {
    const times = [];
    await frame();
    let last = performance.now();
    for (let number = 1; number <= STEPS; number++) {
      step(number / STEPS, number);
      await frame();
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times;
  };

  const onCircle = (share) => {
    const radius = Math.min(width, height) / 4;
    const angle = 2 * Math.PI * share;
    return { x: middle.x + radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) };
  };

  const swing = ({ x, y }, by) => (share) => {
    const shift = by * Math.sin(2 * Math.PI * share);
    return { x: x + shift, y: y + 0.6 * shift };
  };

  const drag = async (from, { button = 0, by }) => {
    const buttons = button === 1 ? 4 : 1;
    const to = swing(from, by);
    send("pointermove", from);
    await settle();
    send("pointerdown", from, { button, buttons });
    const times = await frames((share) => send("pointermove", to(share), { buttons }));
    send("pointerup", to(1), { button });
    await settle();
    return times;
  };

  const click = async (at) => {
    send("pointermove", at);
    send("pointerdown", at, { buttons: 1 });
    send("pointerup", at);
    await settle();
  };

  const zoom = async () => {
    await settle();
    const times = await frames((_, number) => send("wheel", middle, { deltaY: number <= STEPS / 2 ? -60 : 60 }));
    await settle();
    return times;
  };

  /** Milliseconds from the key that shows or hides all names until the frame that has them is out. */
  const repaint = async () => {
    host.focus();
    const start = performance.now();
    host.dispatchEvent(new KeyboardEvent("keydown", { key: "t", code: "KeyT", bubbles: true }));
    await frame();
    await frame();
    return performance.now() - start;
  };

  const onScreen = ([imageWidth, imageHeight], { x1, y1, x2, y2 }) => {
    const scale = Math.min(width / imageWidth, height / imageHeight);
    const place = (x, y) => ({
      x: middle.x + (x - imageWidth / 2) * scale,
      y: middle.y + (y - imageHeight / 2) * scale,
    });
    return { middle: place((x1 + x2) / 2, (y1 + y2) / 2), corner: place(x2, y2) };
  };

  /** `image`: width and height; `box`: of this picture, the one that is moved and resized. */
  window.measure = async (image, box) => {
    const held = onScreen(image, box);
    const found = {};
    await repaint();
    await settle();
    found.paint = [await repaint()];
    found.hover = await frames((share) => send("pointermove", onCircle(share)));
    await click(held.middle);
    found.drag = await drag(held.middle, { by: 40 });
    found.resize = await drag(held.corner, { by: 20 });
    found.zoom = await zoom();
    found.pan = await drag(middle, { button: 1, by: 120 });
    return found;
  };
})();
