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
  const project = useProject();
  const cache = useQueryClient();
  const { data: me } = useQuery(sessionQuery);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const refresh = () => cache.invalidateQueries({ queryKey: membersQuery(project.id).queryKey });
  const changing = useMutation({
    mutationFn: ({ id, role }: { id: number; role: Role }) => changeRole(id, role),
    onSettled: refresh,
  });
  const removing = useMutation({
    mutationFn: removeMember,
    onSuccess: () => toast("Removed from the project."),
    onSettled: () => {
      setLeaving(null);
      return refresh();
    },
  });
  return (
    <>
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
            <tr key={member.id}>
              <td>
                {member.user.username}
                {member.user.id === me?.id && <span className="soft"> (you)</span>}
              </td>
              <td>
                <select
                  className="input select role-pick"
                  aria-label={`Role of ${member.user.username}`}
                  value={member.role}
                  disabled={!isManager || changing.isPending}
                  onChange={(event) =>
                    changing.mutate({ id: member.id, role: event.target.value as Role })
                  }
                >
                  {ROLES.map(([value, name]) => (
                    <option key={value} value={value}>
                      {name}
                    </option>
                  ))}
                </select>
              </td>
              <td className="number">
                {isManager && (
                  <IconButton
                    icon="trash"
                    label={`Remove ${member.user.username}`}
                    onClick={() => setLeaving(member)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {leaving && (
        <Confirm
          title={`Remove ${leaving.user.username}?`}
          action="Remove"
          danger
          busy={removing.isPending}
          onConfirm={() => removing.mutate(leaving.id)}
          onClose={() => setLeaving(null)}
        >
          <p>They no longer see this project. Their boxes and their history stay.</p>
        </Confirm>
      )}
    </>
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
      <select
        className="input select role-pick"
        aria-label="Role of the new member"
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
      >
        {ROLES.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <Button type="submit" icon="plus" busy={adding.isPending} disabled={!username.trim()}>
        Add
      </Button>
      {adding.isError && <ErrorNote error={adding.error} />}
    </form>
  );
}
