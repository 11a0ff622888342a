/** Stage 2: what the network makes of the picture, level by level and channel by channel. */

import { useMemo } from "react";
import type { Level } from "../../../api/trace-types.ts";
import { Segments } from "../../../components/Segments.tsx";
import { Slider } from "../../../components/Slider.tsx";
import { mapOf } from "../decode.ts";
import { planeOf } from "../frame.ts";
import { ImageScene } from "../ImageScene.tsx";
import { heatLayer } from "../layers.ts";
import { ALL_CHANNELS } from "../looks.ts";
import { ColorScale, MapPicture } from "../Maps.tsx";
import { Facts, StageFrame } from "../StageFrame.tsx";
import { shapeWords } from "../stages.ts";
import { useTraceView } from "../trace-view.ts";
import { useOriginal } from "../useOriginal.ts";

export function Features() {
  const { trace, looks, setLooks } = useTraceView();
  const { levels } = trace.stages.features;
  const { level: name, channel, opacity } = looks;
  const level = levels.find((each) => each.name === name);
  const shown = level && mapIn(level, channel);
  const original = useOriginal();
  const { scale } = trace.stages.input;
  const layers = useMemo(() => {
    if (level === undefined) return original;
    const { values } = mapIn(level, channel);
    return [
      ...original,
      heatLayer(mapOf(values, level.drawn), planeOf(level, scale), opacity / 100),
    ];
  }, [original, level, channel, opacity, scale]);
  return (
    <StageFrame
      stage="features"
      picture={<ImageScene label={`Features of level ${name} over the image`} layers={layers} />}
      controls={
        <>
          <Segments
            legend="Level"
            value={name}
            options={levels.map((each) => [each.name, each.name] as const)}
            onPick={(next) => setLooks({ level: next, channel: ALL_CHANNELS })}
          />
          <Slider
            className="trace-slider small"
            label="Opacity"
            words={`${opacity} %`}
            max={100}
            step={5}
            value={opacity}
            onChange={(next) => setLooks({ opacity: next })}
          />
          {shown && <ColorScale range={shown.range} what="Response" />}
        </>
      }
    >
      {level && (
        <>
          <Channels
            level={level}
            chosen={channel}
            onChoose={(next) => setLooks({ channel: next })}
          />
          <Facts
            rows={[
              ["Tensor", shapeWords(level.shape)],
              ["Stride", `${level.stride} network pixels`],
              ["A cell covers", cellWords(level, scale)],
              ["Drawn as", `${level.drawn[1]} × ${level.drawn[0]} cells`],
            ]}
          />
        </>
      )}
    </StageFrame>
  );
}

const mapIn = (level: Level, channel: number) => {
  const one = level.channels.find(({ index }) => index === channel);
  return { values: one?.values ?? level.heat, range: one?.range ?? level.range };
};

const cellWords = ({ stride }: Level, scale: readonly [number, number]): string =>
  `${scale.map((part) => (stride / part).toFixed(1)).join(" × ")} px`;

interface ChannelsProps {
  readonly level: Level;
  readonly chosen: number;
  readonly onChoose: (channel: number) => void;
}

function Channels({ level, chosen, onChoose }: ChannelsProps) {
  const maps = [
    { index: ALL_CHANNELS, title: "All", values: level.heat },
    ...level.channels.map(({ index, values }) => ({ index, title: `No. ${index}`, values })),
  ];
  return (
    <fieldset className="trace-channels">
      <legend className="small soft">Channels that vary most</legend>
      {maps.map(({ index, title, values }) => (
        <button
          key={index}
          type="button"
          className="trace-channel"
          aria-pressed={index === chosen}
          onClick={() => onChoose(index)}
        >
          <MapOf values={values} level={level} title={title} />
          <span className="small">{title}</span>
        </button>
      ))}
    </fieldset>
  );
}

function MapOf({ values, level, title }: { values: string; level: Level; title: string }) {
  const map = useMemo(() => mapOf(values, level.drawn), [values, level]);
  return <MapPicture map={map} label={`Map of ${title}`} />;
}
