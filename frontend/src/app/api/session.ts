/** Who is signed in, and what they may change about their own account. */

import { queryOptions } from "@tanstack/react-query";
import { request } from "./http.ts";
import type { ApiToken, NewToken, User } from "./types.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) =>
    (await request<{ user: User }>("GET", "/api/session", { signal })).user,
  staleTime: 5 * 60_000,
  retry: false,
});

export const signIn = (body: { username: string; password: string }) =>
  request<{ user: User }>("POST", "/api/session", { body });

export const signOut = () => request<null>("DELETE", "/api/session");

export const changePassword = (body: { current?: string; new: string }) =>
  request<null>("PUT", "/api/account/password", { body });

export const tokensQuery = queryOptions({
  queryKey: ["account", "tokens"],
  queryFn: async ({ signal }) =>
    (await request<{ results: ApiToken[] }>("GET", "/api/account/tokens", { signal })).results,
});

export const makeToken = (body: { password?: string; name: string }) =>
  request<NewToken>("POST", "/api/account/tokens", { body });

export const revokeToken = (id: number) => request<null>("DELETE", `/api/account/tokens/${id}`);
