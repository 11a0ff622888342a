import { isLive } from "../../api/trainings.ts";
import type { Training, TrainingEpoch } from "../../api/types.ts";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { precision } from "../../format.ts";

/** Epoch, loss, accuracy, and what the figures say. */
export function EpochTable({ training }: { training: Training }) {
  const { epochs, kept_epoch: kept } = training;
  const isMeasured = epochs.some(({ metrics }) => metrics);
  return (
    <section className="card" aria-labelledby="epochs">
      <div className="card-head">
        <h2 id="epochs">Epoch by epoch</h2>
      </div>
      {isLive(training) && (
        <p className="visually-hidden" role="status">
          {spoken(epochs)}
        </p>
      )}
      <div className="table-frame training-epochs">
        <table className="table">
          <thead>
            <tr>
              <th className="number">Epoch</th>
              <th className="number">Loss</th>
              <th className="number" title="Of the sampled regions, with background">
                Accuracy
              </th>
              {isMeasured && <th className="number">AP50</th>}
              {isMeasured && <th className="number">AP50:95</th>}
              <th>Observation</th>
            </tr>
          </thead>
          <tbody>
            {epochs.map((epoch) => (
              <Row
                key={epoch.epoch}
                epoch={epoch}
                isKept={epoch.epoch === kept}
                isMeasured={isMeasured}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function spoken(epochs: readonly TrainingEpoch[]): string {
  const last = epochs.at(-1);
  return last ? `Epoch ${last.epoch}: ${last.observation.text}` : "";
}

type RowProps = { epoch: TrainingEpoch; isKept: boolean; isMeasured: boolean };

function Row({ epoch, isKept, isMeasured }: RowProps) {
  const { metrics, observation } = epoch;
  return (
    <tr className={isKept ? "training-kept" : ""}>
      <th scope="row" className="number">
        {epoch.epoch}
      </th>
      <td className="number">{epoch.loss.toFixed(3)}</td>
      <td className="number">{precision(epoch.accuracy)}</td>
      {isMeasured && <td className="number">{precision(metrics?.ap50)}</td>}
      {isMeasured && <td className="number">{precision(metrics?.ap)}</td>}
      <td>
        <span className={`training-observation training-${observation.kind}`}>
          <Icon name={ICONS[observation.kind] ?? "info"} size={16} />
          <span>{observation.text}</span>
          {isKept && <span className="badge badge-good">Best</span>}
        </span>
      </td>
    </tr>
  );
}

const ICONS: Partial<Record<string, IconName>> = {
  best: "check",
  overfitting: "warning",
  loss_jumped: "warning",
  diverged: "warning",
  early_stop: "stop",
  stopped: "stop",
};
