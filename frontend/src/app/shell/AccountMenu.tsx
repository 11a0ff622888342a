/** Who is signed in, the theme, and the way out. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { sessionQuery, signOut } from "../api/session.ts";
import type { IconName } from "../components/Icon.tsx";
import { Menu, MenuItem, MenuLine, MenuRadio } from "../components/Menu.tsx";
import { chooseTheme, type Theme, useTheme } from "../theme.ts";

const THEMES: [Theme, string, IconName][] = [
  ["system", "Like the system", "monitor"],
  ["light", "Light", "sun"],
  ["dark", "Dark", "moon"],
];

export function useSignOut() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      cache.clear();
    },
  });
}

export function AccountMenu() {
  const { data: user } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const theme = useTheme();
  const leaving = useSignOut();
  if (!user) return null;
  const initials = user.username.slice(0, 2);

  return (
    <Menu
      // Who speaks to the computer says what is to be seen.
      label={`${initials}: account and appearance`}
      trigger={<span className="avatar">{initials}</span>}
    >
      <p className="menu-head">Signed in as {user.username}</p>
      <MenuItem icon="user" onSelect={() => navigate({ to: "/account" })}>
        Account
      </MenuItem>
      {user.is_staff && (
        <MenuItem icon="gear" onSelect={() => window.location.assign("/admin/")}>
          Site administration
        </MenuItem>
      )}
      <MenuLine />
      {THEMES.map(([value, name, icon]) => (
        <MenuRadio
          key={value}
          icon={icon}
          checked={theme === value}
          onSelect={() => chooseTheme(value)}
        >
          {name}
        </MenuRadio>
      ))}
      <MenuLine />
      <MenuItem icon="leave" onSelect={() => leaving.mutate()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
