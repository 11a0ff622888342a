/** Who may do what. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addMember, changeRole, membersQuery, removeMember } from "../../api/projects.ts";
import { sessionQuery } from "../../api/session.ts";
import type { Member, Role } from "../../api/types.ts";
import { Button, IconButton } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { toast } from "../../components/toasts.ts";
import { hasRole, useProject } from "../project/project-context.ts";

const ROLES: [Role, string][] = [
  ["viewer", "Viewer: looks"],
  ["annotator", "Annotator: draws"],
  ["reviewer", "Reviewer: checks and exports"],
  ["manager", "Manager: decides"],
];

export function MembersSection() {
  const project = useProject();
  const members = useQuery(membersQuery(project.id));
  const isManager = hasRole(project, "manager");
  return (
    <section className="card settings-section" id="members" aria-labelledby="members-title">
      <div className="card-head">
        <div>
          <h2 id="members-title">Members</h2>
          <p className="soft small">Each role may do all that the ones before it may.</p>
        </div>
      </div>
      {members.isPending && (
        <Loading>
          <Skeleton height={88} />
        </Loading>
      )}
      {members.isError && <ErrorNote error={members.error} onRetry={() => members.refetch()} />}
      {members.data && <MemberTable members={members.data} isManager={isManager} />}
      {isManager && <NewMember project={project.id} />}
    </section>
  );
}

function MemberTable({ members, isManager }: { members: Member[]; isManager: boolean }) {
  const [leaving, setLeaving] = useState<Member | null>(null);
  if (members.length === 0) {
    return (
      <p className="soft small">
        Nobody yet. Administrators of this Boxloop see every project without being members.
      </p>
    );
  }
  return (
    <>
      <div className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th>User</th>
              <th>Role</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                disabled={!isManager}
                onRemove={() => setLeaving(member)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {leaving && <RemoveDialog member={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

type RowProps = { member: Member; disabled: boolean; onRemove: () => void };

function MemberRow({ member: { id, user, role }, disabled, onRemove }: RowProps) {
  const { data: me } = useQuery(sessionQuery);
  const refresh = useMemberRefresh();
  const changing = useMutation({
    mutationFn: (next: Role) => changeRole(id, next),
    onSettled: refresh,
  });
  return (
    <tr>
      <td>
        {user.username}
        {user.id === me?.id && <span className="soft"> (you)</span>}
      </td>
      <td>
        <RolePick
          label={`Role of ${user.username}`}
          role={role}
          disabled={disabled || changing.isPending}
          onPick={(next) => changing.mutate(next)}
        />
      </td>
      <td className="number">
        {!disabled && (
          <IconButton icon="trash" label={`Remove ${user.username}`} onClick={onRemove} />
        )}
      </td>
    </tr>
  );
}

function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const refresh = useMemberRefresh();
  const removing = useMutation({
    mutationFn: () => removeMember(member.id),
    onSuccess: () => toast("Removed from the project."),
    onSettled: () => {
      onClose();
      return refresh();
    },
  });
  return (
    <Confirm
      title={`Remove ${member.user.username}?`}
      action="Remove"
      danger
      busy={removing.isPending}
      onConfirm={() => removing.mutate()}
      onClose={onClose}
    >
      <p>They no longer see this project. Their boxes and their history stay.</p>
    </Confirm>
  );
}

function useMemberRefresh() {
  const { id } = useProject();
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: membersQuery(id).queryKey });
}

type PickProps = { label: string; role: Role; disabled?: boolean; onPick: (role: Role) => void };

function RolePick({ label, role, disabled = false, onPick }: PickProps) {
  return (
    <select
      className="input select role-pick"
      aria-label={label}
      value={role}
      disabled={disabled}
      onChange={(event) => onPick(event.target.value as Role)}
    >
      {ROLES.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  );
}

function NewMember({ project }: { project: number }) {
  const cache = useQueryClient();
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<Role>("annotator");
  const adding = useMutation({
    mutationFn: () => addMember(project, { username: username.trim(), role }),
    onSuccess: async () => {
      setUsername("");
      await cache.invalidateQueries({ queryKey: membersQuery(project).queryKey });
    },
    onError: () => {},
  });
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (username.trim()) adding.mutate();
      }}
    >
      <input
        className="input"
        aria-label="User name"
        placeholder="User name"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <RolePick label="Role of the new member" role={role} onPick={setRole} />
      <Button type="submit" icon="plus" busy={adding.isPending} disabled={!username.trim()}>
        Add
      </Button>
      {adding.isError && <ErrorNote error={adding.error} />}
    </form>
  );
}
