import { useMemo, useState } from "react";
import type { TrainingEpoch } from "../../api/types.ts";
import { CurveChart } from "../../components/charts/CurveChart.tsx";
import { pointTicks } from "../../components/charts/curves.ts";
import { precision } from "../../format.ts";
import { useProject } from "../project/project-context.ts";
import { type CategoryCourse, coursesOf, firstChoice, linesOf, MOST_LINES } from "./categories.ts";

const HEIGHT = 190;

/** AP of each category; of many a few, which are chosen in the list or pointed at. */
export function CategoryCurves({ epochs }: { epochs: readonly TrainingEpoch[] }) {
  const { categories } = useProject();
  const courses = useMemo(() => coursesOf(epochs, categories), [epochs, categories]);
  const [chosen, setChosen] = useState<readonly number[] | null>(null);
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const shown = chosen ?? firstChoice(courses);
  const lines = useMemo(
    () => linesOf(courses, new Set(pointedAt === null ? shown : [...shown, pointedAt])),
    [courses, shown, pointedAt],
  );
  if (courses.length < 2) return null;
  const toggle = (id: number) =>
    setChosen(shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id]);
  return (
    <div className="training-categories">
      <div>
        <h3>AP50:95 by category</h3>
        <CurveChart
          title="AP50:95 by category and epoch"
          xName="Epoch"
          {...lines}
          height={HEIGHT}
          format={precision}
          formatTicks={pointTicks}
        />
      </div>
      <fieldset className="training-category-list" onPointerLeave={() => setPointedAt(null)}>
        <legend className="small soft">The worst first</legend>
        {courses.map((course) => (
          <Pick
            key={course.id}
            course={course}
            isShown={shown.includes(course.id)}
            isFull={shown.length >= MOST_LINES}
            onToggle={() => toggle(course.id)}
            onPoint={() => setPointedAt(course.id)}
          />
        ))}
      </fieldset>
    </div>
  );
}

type PickProps = {
  course: CategoryCourse;
  isShown: boolean;
  isFull: boolean;
  onToggle: () => void;
  onPoint: () => void;
};

function Pick({ course, isShown, isFull, onToggle, onPoint }: PickProps) {
  return (
    <label className="training-category small" onPointerEnter={onPoint}>
      <input type="checkbox" checked={isShown} disabled={!isShown && isFull} onChange={onToggle} />
      <span className="swatch" style={{ background: course.color }} />
      <span className="truncate">{course.name}</span>
      <strong className="number">{precision(course.last)}</strong>
    </label>
  );
}
