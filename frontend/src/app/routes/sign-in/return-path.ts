/** Only a path of our own is a place to return to; anything else could lead to a stranger's site. */
export function safeReturn(next: string | undefined): string {
  const isOwnPath = next?.startsWith("/") && !/^\/[/\\]/.test(next);
  return isOwnPath && next && !next.startsWith("/sign-in") ? next : "/";
}
