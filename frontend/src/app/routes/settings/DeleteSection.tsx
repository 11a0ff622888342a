import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteProject, projectsQuery } from "../../api/projects.ts";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { toast } from "../../components/toasts.ts";
import { counted } from "../../format.ts";
import { useProject } from "../project/project-context.ts";

/** The end of a project, behind its typed name. */
export function DeleteSection() {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <section className="card settings-section" id="delete" aria-labelledby="delete-title">
      <div className="spread">
        <div>
          <h2 id="delete-title">Delete this project</h2>
          <p className="soft small">
            Its images, boxes, history, models and exports are gone for good.
          </p>
        </div>
        <Button icon="trash" className="button-warns" onClick={() => setIsAsking(true)}>
          Delete project
        </Button>
      </div>
      {isAsking && <Question onClose={() => setIsAsking(false)} />}
    </section>
  );
}

function Question({ onClose }: { onClose: () => void }) {
  const { id, name, counts } = useProject();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const deleting = useMutation({
    mutationFn: () => deleteProject(id),
    onSuccess: async () => {
      await navigate({ to: "/" });
      cache.removeQueries({ queryKey: ["project", id] });
      await cache.invalidateQueries({ queryKey: projectsQuery.queryKey });
      toast(`${name} is deleted.`);
    },
  });
  return (
    <Confirm
      title={`Delete ${name}?`}
      action="Delete for good"
      danger
      busy={deleting.isPending}
      disabled={typed !== name}
      onConfirm={() => typed === name && deleting.mutate()}
      onClose={onClose}
    >
      <p>
        {counted(counts.images, "image")} with {counted(counts.boxes, "box", "boxes")} will be
        deleted. Nobody can bring them back. Export what you need first.
      </p>
      <TextField
        label={`Type ${name} to confirm`}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Confirm>
  );
}
