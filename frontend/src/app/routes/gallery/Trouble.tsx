import { ErrorNote } from "../../components/feedback.tsx";

/** Some rows could not be had: said over the grid, which stays where it is. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className="grid-trouble">
      <ErrorNote error={error} onRetry={onRetry} />
    </div>
  );
}
