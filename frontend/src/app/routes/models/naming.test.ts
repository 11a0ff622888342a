import { expect, test } from "vitest";
import { backendName, kindName, modelName } from "./naming.ts";

test("what runs a network is told by its name and its numbers", () => {
  expect(backendName("openvino-int8")).toBe("OpenVINO, INT8");
  expect(backendName("live")).toBe("PyTorch");
  expect(backendName("something-else")).toBe("something-else");
});

test("a network that is not known keeps its name", () => {
  expect(kindName("small")).toBe("Small");
  expect(kindName("from_elsewhere")).toBe("from_elsewhere");
  expect(kindName("")).toBe("Unknown");
});

test("an outside model has a name of its own", () => {
  expect(modelName({ name: "yolo", number: 3 })).toBe("yolo");
  expect(modelName({ name: "", number: 3 })).toBe("Model 3");
});
