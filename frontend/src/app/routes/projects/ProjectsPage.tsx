/** All projects the person may see. */

import "./projects.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { projectsQuery } from "../../api/projects.ts";
import { Button } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { NewProjectDialog } from "./NewProjectDialog.tsx";
import { ProjectCard } from "./ProjectCard.tsx";

export function ProjectsPage() {
  useTitle("Projects");
  const projects = useQuery(projectsQuery);
  const [isCreating, setIsCreating] = useState(false);
  const create = (
    <Button variant="primary" icon="plus" onClick={() => setIsCreating(true)}>
      New project
    </Button>
  );

  return (
    <div className="page">
      <div className="page-head">
        <h1>Projects</h1>
        {projects.data && projects.data.length > 0 && create}
      </div>
      {projects.isPending && <Placeholder />}
      {projects.isError && <ErrorNote error={projects.error} onRetry={() => projects.refetch()} />}
      {projects.data?.length === 0 && (
        <div className="card">
          <EmptyState icon="box" title="Start with a project" action={create}>
            A project holds images of one kind and the categories to find in them. Add images, draw
            the first boxes, and the detector learns to suggest the rest.
          </EmptyState>
        </div>
      )}
      {projects.data && projects.data.length > 0 && (
        <ul className="project-grid">
          {projects.data.map((project) => (
            <ProjectCard key={project.id} project={project} />
          ))}
        </ul>
      )}
      {isCreating && <NewProjectDialog onClose={() => setIsCreating(false)} />}
    </div>
  );
}

function Placeholder() {
  return (
    <Loading>
      <div className="project-grid">
        <Skeleton height={252} />
        <Skeleton height={252} />
        <Skeleton height={252} />
      </div>
    </Loading>
  );
}
