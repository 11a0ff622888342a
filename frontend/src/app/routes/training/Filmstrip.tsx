/** A few hold-out images as the network saw them after each epoch: one sees it learn. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { filmQuery } from "../../api/trainings.ts";
import type { Film, Training } from "../../api/types.ts";
import { Button, IconButton } from "../../components/Button.tsx";
import { ErrorNote, Skeleton } from "../../components/feedback.tsx";
import { Segments } from "../../components/Segments.tsx";
import { precision } from "../../format.ts";
import { FilmPicture } from "./FilmPicture.tsx";
import { useReducedMotion } from "./reduced-motion.ts";

const SECONDS_A_FRAME = 0.8;
const SCORES = [
  ["0.1", "From 10 %"],
  ["0.3", "30 %"],
  ["0.5", "50 %"],
] as const;

export function Filmstrip({ training }: { training: Training }) {
  const { data: film, error } = useQuery(filmQuery(training.id, training.epochs.length));
  return (
    <section className="card" aria-labelledby="film">
      <div className="card-head">
        <h2 id="film">What it sees</h2>
      </div>
      {error && !film && <ErrorNote error={error} />}
      {!error && !film && <Skeleton height={260} />}
      {film && film.images.length === 0 && (
        <p className="soft small">The images have been deleted since.</p>
      )}
      {film && film.images.length > 0 && film.epochs.length > 0 && (
        <Strip film={film} training={training} />
      )}
    </section>
  );
}

function Strip({ film, training }: { film: Film; training: Training }) {
  const { place, isPlaying, show, play } = usePlayer(film.epochs.length);
  const [least, setLeast] = useState<(typeof SCORES)[number][0]>("0.5");
  const shown = film.epochs[place] ?? film.epochs[0];
  const frames = new Map(shown?.frames.map(({ image, boxes }) => [image, boxes]));
  const measured = training.epochs.find(({ epoch }) => epoch === shown?.epoch)?.metrics;
  const words = `Epoch ${shown?.epoch}${measured ? `, AP50 ${precision(measured.ap50)}` : ""}`;
  return (
    <>
      <div className="training-film-bar">
        <Player
          words={words}
          place={place}
          last={film.epochs.length - 1}
          isPlaying={isPlaying}
          onShow={show}
          onPlay={play}
        />
        <Segments legend="Boxes by score" value={least} options={SCORES} onPick={setLeast} />
      </div>
      <p className="soft small">
        Solid: what people drew. Dashed: what the network saw, in the colour of its class.
      </p>
      <ul className="training-film">
        {film.images.map((image) => (
          <FilmPicture
            key={image.id}
            image={image}
            seen={frames.get(image.id) ?? []}
            least={Number(least)}
          />
        ))}
      </ul>
    </>
  );
}

type PlayerProps = {
  words: string;
  place: number;
  last: number;
  isPlaying: boolean;
  onShow: (place: number) => void;
  onPlay: (isPlaying: boolean) => void;
};

function Player({ words, place, last, isPlaying, onShow, onPlay }: PlayerProps) {
  const id = useId();
  const isStill = useReducedMotion();
  return (
    <div className="training-player">
      {!isStill && (
        <Button size="small" icon={isPlaying ? "stop" : "skip"} onClick={() => onPlay(!isPlaying)}>
          {isPlaying ? "Stop" : "Play"}
        </Button>
      )}
      <IconButton
        icon="back"
        label="The epoch before"
        disabled={place === 0}
        onClick={() => onShow(place - 1)}
      />
      <label htmlFor={id} className="visually-hidden">
        Epoch
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={place}
        aria-valuetext={words}
        onChange={(event) => onShow(Number(event.target.value))}
      />
      <IconButton
        icon="arrowRight"
        label="The next epoch"
        disabled={place === last}
        onClick={() => onShow(place + 1)}
      />
      <output htmlFor={id} className="small">
        {words}
      </output>
    </div>
  );
}

/** Which frame is shown: the newest, until somebody chooses another or plays from the first. */
function usePlayer(count: number) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const last = count - 1;
  const place = Math.min(chosen ?? last, last);

  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      setChosen(place + 1);
      if (place + 1 >= last) setIsPlaying(false);
    }, SECONDS_A_FRAME * 1000);
    return () => clearTimeout(timer);
  }, [isPlaying, place, last]);

  return {
    place,
    isPlaying,
    show: (next: number) => {
      setIsPlaying(false);
      setChosen(next);
    },
    play: (wanted: boolean) => {
      if (wanted && place === last) setChosen(0);
      setIsPlaying(wanted && last > 0);
    },
  };
}
