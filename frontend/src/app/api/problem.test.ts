import { expect, test } from "vitest";
import { asApiError, problemFrom } from "./problem.ts";

test("a problem document keeps its code, sentence and hint", () => {
  const body = { code: "name_taken", detail: "There is a project “A”.", hint: "Choose another." };
  const error = problemFrom(409, JSON.stringify(body));
  expect(error).toMatchObject({ status: 409, code: "name_taken", hint: "Choose another." });
  expect(error.message).toBe("There is a project “A”.");
});

test("the field that is to blame has the sentence", () => {
  const error = problemFrom(409, JSON.stringify({ detail: "Taken.", field: "name" }));
  expect(error.errors).toEqual({ name: "Taken." });
});

test("several complaints about a field become one sentence after the other", () => {
  const errors = { new: ["Too short.", "Too common."], boxes: [{ x1: ["A number."] }] };
  const error = problemFrom(400, JSON.stringify({ detail: "x", errors }));
  expect(error.errors).toEqual({ new: "Too short. Too common.", boxes: "A number." });
});

test.each(["", "<html>Bad gateway</html>", "null"])(
  "a body like %j still gives a sentence",
  (body) => {
    expect(problemFrom(502, body).message).toBe("The server is starting or restarting.");
    expect(problemFrom(418, body).message).toBe("The server answered 418.");
  },
);

test("anything that was thrown can be shown", () => {
  expect(asApiError(new TypeError("x is undefined")).message).toBe("x is undefined");
  expect(asApiError("odd").message).toBe("odd");
});
