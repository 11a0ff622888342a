import { beforeEach, describe, expect, test } from "vitest";
import { Camera } from "./camera.ts";
import { screenPoint } from "./geometry.ts";

const IMAGE = { width: 640, height: 480 };
const CLOSE = { x1: 100, y1: 100, x2: 140, y2: 130 };

let camera: Camera;
beforeEach(() => {
  camera = new Camera(() => {});
  camera.resize({ width: 1000, height: 700 });
  camera.look(IMAGE);
});

describe("a double click on nothing", () => {
  test("shows the whole image, and the next one goes back to where one looked", () => {
    const whole = camera.view;
    camera.zoomTo(CLOSE);
    const close = camera.view;
    camera.toggleFit();
    expect(camera.view).toEqual(whole);
    camera.toggleFit();
    expect(camera.view).toEqual(close);
  });

  test("has nowhere to go back to at first, nor on an image of another size", () => {
    const whole = camera.view;
    camera.toggleFit();
    expect(camera.view).toEqual(whole);
    camera.zoomTo(CLOSE);
    camera.toggleFit();
    camera.look({ width: 300, height: 300 });
    const other = camera.view;
    camera.toggleFit();
    expect(camera.view).toEqual(other);
  });
});

describe("the next image of the same size", () => {
  test("is seen as this one was, or as a whole, as one likes", () => {
    const whole = camera.view;
    camera.zoom(screenPoint(200, 200), 3);
    const close = camera.view;
    camera.look({ ...IMAGE });
    expect(camera.view).toEqual(close);
    camera.keepsView = false;
    camera.look({ ...IMAGE });
    expect(camera.view).toEqual(whole);
  });
});
