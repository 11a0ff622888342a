/** What a suggestion of each category is worth, which are hidden, and a manager's word on it. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { decideSuggestions, ledgerQuery } from "../../api/ledger.ts";
import { asApiError } from "../../api/problem.ts";
import type { Category, LedgerCategory, SuggestionRule } from "../../api/types.ts";
import { toast } from "../../components/toasts.ts";
import { count } from "../../format.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { categoryStatus, FATES, fateShare, worthWords } from "./words.ts";

const RULES: readonly (readonly [SuggestionRule, string])[] = [
  ["measured", "As measured"],
  ["show", "Always show"],
  ["hide", "Never show"],
];

export function CategoriesTable({ rows }: { rows: readonly LedgerCategory[] }) {
  const project = useProject();
  const isManager = hasRole(project, "manager");
  const categories = new Map(project.categories.map((category) => [category.id, category]));
  return (
    <section className="card ledger-wide" aria-labelledby="worth">
      <div className="card-head">
        <h2 id="worth">What a suggestion is worth</h2>
      </div>
      <p className="soft small">
        Of the model in use and its adaptations. A category whose suggestions cost more than they
        save is hidden until the next model; a manager can overrule it.
      </p>
      {rows.length === 0 ? (
        <p className="soft small">There are no categories yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls has to be reached by keys.
        <section className="ledger-scroll" aria-label="Categories and their worth" tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Category</th>
                <th scope="col" className="number">
                  Suggestions
                </th>
                {FATES.map(({ key, name }) => (
                  <th key={key} scope="col" className="number">
                    {name}
                  </th>
                ))}
                <th scope="col" className="number">
                  Each saves (95&nbsp;%)
                </th>
                <th scope="col">So</th>
                {isManager && <th scope="col">Rule</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row
                  key={row.category}
                  row={row}
                  category={categories.get(row.category)}
                  isManager={isManager}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

type RowProps = { row: LedgerCategory; category: Category | undefined; isManager: boolean };

function Row({ row, category, isManager }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <span className="row">
          <span className="swatch" style={{ background: category?.color }} />
          <span className="truncate" title={category?.name}>
            {category?.name}
          </span>
        </span>
      </th>
      <td className="number">{count(row.suggestions)}</td>
      {FATES.map(({ key }) => (
        <td key={key} className="number">
          {fateShare(row, key)}
        </td>
      ))}
      <td className="number">{worthWords(row.worth)}</td>
      <td className="ledger-status">
        <strong>{categoryStatus(row)}</strong>
        {row.reason && <span className="small soft">{row.reason}</span>}
      </td>
      {isManager && (
        <td>
          <RuleSelect row={row} name={category?.name ?? ""} />
        </td>
      )}
    </tr>
  );
}

function RuleSelect({ row, name }: { row: LedgerCategory; name: string }) {
  const { id } = useProject();
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (rule: SuggestionRule) => decideSuggestions(row.category, rule),
    onSuccess: () => client.invalidateQueries(ledgerQuery(id)),
    onError: (error) => toast(asApiError(error).message, { tone: "bad" }),
  });
  return (
    <select
      className="input select"
      aria-label={`Suggestions of ${name}`}
      value={decide.isPending ? decide.variables : row.rule}
      onChange={(event) => decide.mutate(event.target.value as SuggestionRule)}
    >
      {RULES.map(([rule, words]) => (
        <option key={rule} value={rule}>
          {words}
        </option>
      ))}
    </select>
  );
}
