/** What a manager may change about a project; the others may look. */

import "./settings.css";
import { useEffect } from "react";
import { Note } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { CategoriesSection } from "./CategoriesSection.tsx";
import { DeleteSection } from "./DeleteSection.tsx";
import { DetectorSection } from "./DetectorSection.tsx";
import { GeneralSection } from "./GeneralSection.tsx";
import { MembersSection } from "./MembersSection.tsx";
import { QueueSection } from "./QueueSection.tsx";
import { TrainingSection } from "./TrainingSection.tsx";

const SECTIONS = [
  ["general", "General"],
  ["categories", "Categories"],
  ["queue", "Queue"],
  ["training", "Training"],
  ["detector", "Detector"],
  ["members", "Members"],
  ["delete", "Delete"],
] as const;

export function SettingsPage() {
  const project = useProject();
  useTitle("Settings", project.name);
  const isManager = hasRole(project, "manager");
  useScrollToHash();
  return (
    <div className="page settings">
      <nav className="settings-nav" aria-label="Settings">
        <h1>Settings</h1>
        <ul>
          {SECTIONS.filter(([id]) => isManager || id !== "delete").map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="stack settings-sections">
        {!isManager && (
          <Note>
            <p>
              Your role here is {project.role}. The managers of this project can change its
              settings.
            </p>
          </Note>
        )}
        <GeneralSection />
        <CategoriesSection />
        <QueueSection />
        <TrainingSection />
        <DetectorSection />
        <MembersSection />
        {isManager && <DeleteSection />}
      </div>
    </div>
  );
}

/** A link to a section that is drawn only after the page has loaded. */
function useScrollToHash() {
  useEffect(() => {
    const id = window.location.hash.slice(1);
    if (id) requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView());
  }, []);
}
