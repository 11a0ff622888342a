/** What the server says when it refuses: a code, a sentence, and a hint on what to do. */

type ProblemBody = {
  code?: string;
  detail?: string;
  hint?: string;
  field?: string | null;
  errors?: unknown;
};

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly field: string | null;
  /** Sentences by field, for forms. */
  readonly errors: Readonly<Record<string, string>>;

  constructor(status: number, problem: ProblemBody) {
    super(problem.detail || `The server answered ${status}.`);
    this.status = status;
    this.code = problem.code || `http_${status}`;
    this.hint = problem.hint ?? "";
    this.field = problem.field ?? null;
    this.errors = sentencesByField(problem);
  }
}

/** All sentences under a key, however deep they lie. */
function sentences(said: unknown): string[] {
  if (said === null || typeof said !== "object") return [String(said)];
  return Object.values(said).flatMap(sentences);
}

function sentencesByField(problem: ProblemBody): Record<string, string> {
  const found: Record<string, string> = {};
  if (problem.errors && typeof problem.errors === "object") {
    for (const [field, said] of Object.entries(problem.errors)) {
      found[field] = sentences(said).join(" ");
    }
  }
  if (problem.field && !found[problem.field]) found[problem.field] = problem.detail ?? "";
  return found;
}

export const unreachable = () =>
  new ApiError(0, {
    code: "unreachable",
    detail: "The server cannot be reached.",
    hint: "Check the connection. Nothing you entered is lost.",
  });

const BY_STATUS: Record<number, ProblemBody> = {
  413: {
    code: "too_large",
    detail: "The server refused the request as too large.",
    hint: "Send fewer or smaller files at once.",
  },
  502: { code: "starting", detail: "The server is starting or restarting.", hint: "Try again." },
};

/** A body that is no problem document (a proxy's page, an empty answer) still gives a sentence. */
export function problemFrom(status: number, body: string): ApiError {
  const known = BY_STATUS[status] ?? {};
  try {
    const problem: unknown = JSON.parse(body);
    if (problem && typeof problem === "object")
      return new ApiError(status, { ...known, ...problem });
  } catch {
    // Not JSON; the status alone has to do.
  }
  return new ApiError(status, known);
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, {
    code: "unexpected",
    detail: String((error as Error)?.message ?? error),
  });
}

export const isNotFound = (error: unknown) => error instanceof ApiError && error.status === 404;
