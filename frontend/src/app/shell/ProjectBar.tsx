/** The project's name with the way to others, its pages, and the work that runs in the background. */

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { jobsQuery } from "../api/jobs.ts";
import { projectsQuery } from "../api/projects.ts";
import type { Job, Project } from "../api/types.ts";
import { Icon, type IconName } from "../components/Icon.tsx";
import { Menu, MenuItem, MenuLine, MenuRadio } from "../components/Menu.tsx";
import { percent } from "../format.ts";
import { isOpen } from "../jobs/polling.ts";
import { isRecurring, jobName } from "../jobs/words.ts";

const TABS = [
  { to: "/projects/$projectId", name: "Overview", icon: "overview" },
  { to: "/projects/$projectId/images", name: "Images", icon: "image" },
  { to: "/projects/$projectId/models", name: "Models", icon: "model" },
  { to: "/projects/$projectId/statistics", name: "Statistics", icon: "bars" },
  { to: "/projects/$projectId/suspects", name: "Suspects", icon: "warning" },
  { to: "/projects/$projectId/settings", name: "Settings", icon: "gear" },
] as const satisfies { to: string; name: string; icon: IconName }[];

export function ProjectBar({ project }: { project: Project }) {
  const params = { projectId: String(project.id) };
  return (
    <>
      <span className="bar-slash" aria-hidden="true">
        /
      </span>
      <ProjectSwitch project={project} />
      <nav className="bar-tabs" aria-label="Project">
        {TABS.map(({ to, name, icon }) => (
          <Link
            key={to}
            to={to}
            params={params}
            className="bar-tab"
            activeOptions={{ exact: to === "/projects/$projectId", includeSearch: false }}
          >
            <Icon name={icon} size={16} />
            {name}
          </Link>
        ))}
      </nav>
      <Work project={project} />
    </>
  );
}

function ProjectSwitch({ project }: { project: Project }) {
  const { data = [project] } = useQuery(projectsQuery);
  const navigate = useNavigate();
  return (
    <Menu
      label={`Project ${project.name}: change`}
      align="start"
      triggerClass="bar-project"
      trigger={
        <>
          <span className="truncate">{project.name}</span>
          <Icon name="chevron" size={16} />
        </>
      }
    >
      {data.map(({ id, name }) => (
        <MenuRadio
          key={id}
          icon="folder"
          checked={id === project.id}
          onSelect={() =>
            navigate({ to: "/projects/$projectId", params: { projectId: String(id) } })
          }
        >
          {name}
        </MenuRadio>
      ))}
      <MenuLine />
      <MenuItem icon="overview" onSelect={() => navigate({ to: "/" })}>
        All projects
      </MenuItem>
    </Menu>
  );
}

function standing({ state, progress }: Job): string {
  if (state === "queued") return "waits";
  return progress > 0 ? percent(progress) : "begins";
}

function Work({ project }: { project: Project }) {
  const { data = [] } = useQuery(jobsQuery(project.id));
  // What begins again after each finished image would only flicker here.
  const open = data.filter((job) => isOpen(job) && !isRecurring(job));
  const first = open.find((job) => job.state === "running") ?? open[0];
  if (!first) return null;
  return (
    <Link
      to="/projects/$projectId"
      params={{ projectId: String(project.id) }}
      hash="jobs"
      className="bar-work"
    >
      <span className="spinner" aria-hidden="true" />
      <span className="truncate">{jobName(first)}</span> {standing(first)}
      {open.length > 1 && ` +${open.length - 1}`}
    </Link>
  );
}
