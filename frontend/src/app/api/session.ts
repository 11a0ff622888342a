/** Who is signed in, and what they may change about their own account. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import { csrfToken } from "./http.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => (await bodyOf(client.GET("/api/session", { signal }))).user,
  staleTime: 5 * 60_000,
  retry: false,
});

export async function signIn(body: { username: string; password: string }) {
  // Asking who is there brings the cookie without which the server refuses every change.
  if (csrfToken() === "") await client.GET("/api/session").catch(() => null);
  return bodyOf(client.POST("/api/session", { body }));
}

export const signOut = () => client.DELETE("/api/session");

export const changePassword = (body: { current?: string; new: string }) =>
  client.PUT("/api/account/password", { body });

export const tokensQuery = queryOptions({
  queryKey: ["account", "tokens"],
  queryFn: async ({ signal }) =>
    (await bodyOf(client.GET("/api/account/tokens", { signal }))).results,
});

export const makeToken = (body: { password?: string; name: string }) =>
  bodyOf(client.POST("/api/account/tokens", { body }));

export const revokeToken = (id: number) =>
  client.DELETE("/api/account/tokens/{token_id}", { params: { path: { token_id: id } } });
