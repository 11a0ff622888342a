/** One question with its picture, why it is asked, and the answers with their keys. */

import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { AskedSuspect, Category, Suspect } from "../../api/types.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { hasRole, useProject } from "../project/project-context.ts";
import { choices, givenBy, isDrawnAtRandom, KIND_NAME, takesCategory } from "./answers.ts";
import { SuspectPicture } from "./SuspectPicture.tsx";
import type { useQuestions } from "./useQuestions.ts";
import { useSuspectKeys } from "./useSuspectKeys.ts";

type Questions = ReturnType<typeof useQuestions>;

export function Desk({ questions, asked }: { questions: Questions; asked: AskedSuspect }) {
  const project = useProject();
  const mayAnswer = hasRole(project, "annotator");
  const categories = useMemo(
    () => new Map(project.categories.map((category) => [category.id, category])),
    [project.categories],
  );
  useSuspectKeys((key) => {
    if (!mayAnswer) return false;
    const given = givenBy(key, asked.suspect, project.categories);
    if (given === null) return false;
    void questions.answer(asked, given);
    return true;
  });
  const { suspect } = asked;
  return (
    <article
      className={suspect.kind === "incomplete" ? "suspect suspect-whole" : "suspect"}
      aria-labelledby="suspect-kind"
    >
      <SuspectPicture asked={asked} categories={categories} />
      <div className="suspect-words">
        <h2 id="suspect-kind">
          {suspect.kind === "incomplete"
            ? "Is anything missing in this image?"
            : KIND_NAME[suspect.kind]}
        </h2>
        <p>{suspect.why}</p>
        <p className="small soft truncate">
          <Link
            to="/projects/$projectId/annotate"
            params={{ projectId: String(project.id) }}
            search={searchOf(suspect)}
            target="_blank"
          >
            {suspect.image.file_name}
          </Link>
        </p>
        {mayAnswer && <Answers asked={asked} questions={questions} categories={categories} />}
      </div>
    </article>
  );
}

/** The image in the editor, at the box that is asked about if there is one. */
const searchOf = ({ image, box_key: box }: Suspect) => ({
  image: image.id,
  ...(box ? { box } : {}),
});

type AnswersProps = {
  asked: AskedSuspect;
  questions: Questions;
  categories: ReadonlyMap<number, Category>;
};

function Answers({ asked, questions, categories }: AnswersProps) {
  const { suspect } = asked;
  const offered = choices(suspect, categories);
  const others = [...categories.values()].filter(
    ({ id, hotkey, archived }) => hotkey && !archived && id !== suspect.category,
  );
  return (
    <>
      <div className="suspect-answers">
        {offered.map(({ key, given, words }, place) => (
          <Button
            key={key}
            variant={place === 0 && !isDrawnAtRandom(suspect) ? "primary" : "plain"}
            onClick={() => void questions.answer(asked, given)}
          >
            {words} <kbd>{key.toUpperCase()}</kbd>
          </Button>
        ))}
      </div>
      {takesCategory(suspect) && others.length > 0 && (
        <details className="small suspect-others">
          <summary>
            {suspect.kind === "overlooked" ? "Add it as another category" : "Another category"}
          </summary>
          <div className="suspect-answers">
            {others.map(({ id, name, hotkey }) => (
              <Button
                key={id}
                size="small"
                onClick={() =>
                  void questions.answer(asked, {
                    answer: suspect.kind === "overlooked" ? "add" : "change",
                    category: id,
                  })
                }
              >
                {name} <kbd>{hotkey}</kbd>
              </Button>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

/** What was called wrong is mended in a tab of its own: the questions stay where they are. */
function Mend({ suspect }: { suspect: Suspect }) {
  const project = useProject();
  return (
    <Link
      to="/projects/$projectId/annotate"
      params={{ projectId: String(project.id) }}
      search={searchOf(suspect)}
      target="_blank"
      className={buttonClass({ variant: "primary" })}
    >
      {suspect.kind === "incomplete" ? "Draw what is missing" : "Mend it in the editor"}
    </Link>
  );
}

/** What was said last, and the way back. */
export function LastAnswer({ questions }: { questions: Questions }) {
  useSuspectKeys((key) => {
    if (key.toLowerCase() !== "z" || !questions.last) return false;
    void questions.undo();
    return true;
  });
  return (
    <footer className="suspect-foot">
      <p role="status">{questions.said}</p>
      {questions.last?.given.answer === "wrong" && <Mend suspect={questions.last.asked.suspect} />}
      <Button
        icon="returned"
        disabled={!questions.last || questions.isBusy}
        onClick={() => void questions.undo()}
      >
        Take back <kbd>Z</kbd>
      </Button>
    </footer>
  );
}
