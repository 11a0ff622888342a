/** The cache of what the server said. Refusals are final; what may pass is asked again. */

import { QueryClient } from "@tanstack/react-query";
import { toast } from "../components/toasts.ts";
import { ApiError, asApiError } from "./problem.ts";

const mayPass = (error: unknown) =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => mayPass(error) && failures < 2,
    },
    mutations: {
      // A form that shows the error beside its field sets its own onError instead.
      onError: (error) => {
        const problem = asApiError(error);
        toast(problem.message, { tone: "bad", hint: problem.hint });
      },
    },
  },
});
