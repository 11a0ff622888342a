/**
 * Which tool gets an input, and what it makes of it. A gesture belongs to the tool that began it,
 * until it ends; panning goes on beside it, so that a half-drawn box can be carried further.
 */

import type { Handle, ImagePoint } from "./geometry.ts";
import { type DrawState, draw, drawIdle, drawPreview } from "./tools/draw.ts";
import { type Effect, type Input, NO_PREVIEW, type Preview, type Scene } from "./tools/machine.ts";
import { type PanState, pan, panIdle } from "./tools/pan.ts";
import { carry, type SelectState, select, selectIdle, selectPreview } from "./tools/select.ts";

export type ToolName = "select" | "draw" | "pan";

export class Gestures {
  #drawing: DrawState = drawIdle;
  #selecting: SelectState = selectIdle;
  #panning: PanState = panIdle;

  get isIdle(): boolean {
    return this.#drawing.name === "idle" && this.#selecting.name === "idle" && !this.isPanning;
  }

  get isPanning(): boolean {
    return this.#panning.name === "panning";
  }

  get isDrawing(): boolean {
    return this.#drawing.name !== "idle";
  }

  get preview(): Preview {
    if (this.#selecting.name !== "idle") return selectPreview(this.#selecting);
    return this.#drawing.name === "idle" ? NO_PREVIEW : drawPreview(this.#drawing);
  }

  /** `wantsPan`: the middle button or Ctrl, which pan whatever the tool. */
  input(input: Input, tool: ToolName, wantsPan: boolean, scene: Scene): readonly Effect[] {
    if (input.type === "cancel") return this.cancel();
    if (this.isPanning || (input.type === "down" && (wantsPan || tool === "pan"))) {
      return this.#pan(input, scene);
    }
    if (this.#selecting.name !== "idle") return this.#select(input, scene);
    if (this.#drawing.name !== "idle") return this.#draw(input, scene);
    if (input.type !== "down" || tool === "pan") return [];

    // Handles stay in reach while drawing: the box just drawn is the one to mend.
    const isHandle = scene.hit(input.at, input.pointer)?.part === "handle";
    return tool === "draw" && !isHandle ? this.#draw(input, scene) : this.#select(input, scene);
  }

  /** A corner that follows the pointer, whatever the tool, until a click. */
  grab(key: string, handle: Handle, pointer: ImagePoint | null, scene: Scene): void {
    this.cancel();
    this.#selecting = carry(key, handle, pointer, scene);
  }

  cancel(): readonly Effect[] {
    this.#drawing = drawIdle;
    this.#selecting = selectIdle;
    this.#panning = panIdle;
    return [];
  }

  #pan(input: Input, scene: Scene): readonly Effect[] {
    const [state, ...effects] = pan(this.#panning, input, scene);
    this.#panning = state;
    return effects;
  }

  #select(input: Input, scene: Scene): readonly Effect[] {
    const [state, ...effects] = select(this.#selecting, input, scene);
    this.#selecting = state;
    return effects;
  }

  #draw(input: Input, scene: Scene): readonly Effect[] {
    const [state, ...effects] = draw(this.#drawing, input, scene);
    this.#drawing = state;
    return effects;
  }
}
