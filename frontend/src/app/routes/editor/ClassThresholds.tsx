/** Opens the list of suggestions class by class. */

import { Suspense, useState } from "react";
import type { Project } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import { lazily } from "../../components/lazily.ts";
import { HintsSwitch } from "./HintsSwitch.tsx";
import { NotSuggested } from "./NotSuggested.tsx";
import type { Workbench } from "./workbench.ts";

const ClassList = lazily(() => import("./ClassList.tsx"));

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

export function ClassThresholds({ project, workbench }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <div className="editor-by-class">
        <button type="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <Icon name="chevron" size={14} />
          By class
        </button>
        <HintsSwitch workbench={workbench} />
      </div>
      <NotSuggested project={project} workbench={workbench} />
      {isOpen && (
        <Suspense>
          <ClassList project={project} workbench={workbench} />
        </Suspense>
      )}
    </>
  );
}
