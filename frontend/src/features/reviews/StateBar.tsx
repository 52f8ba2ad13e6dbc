// How many communes are at each step: a bar and its legend, which narrow the table; and the totals.
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { formatNumber, inLanguage } from "@/ui/format";
import type { BoardView } from "./queries";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";
import { stateName } from "./words";

const route = getRouteApi("/shell/reviews");

export function StateBar({ board }: { board: BoardView }) {
  const t = useTexts(reviewTexts);
  const navigate = useNavigate();
  const { state: chosen, late } = route.useSearch();
  const { total } = board;
  // By the steps of the procedure; then those that are through, and whatever else there is.
  const known = [...board.steps.map((step) => step.code as string), "recognised"];
  const states = [...known, ...Object.keys(total.by_state).filter((state) => !known.includes(state))];
  const go = (changed: object) =>
    void navigate({ to: ".", search: ((old: object) => ({ ...old, ...changed })) as never, replace: true });
  const choose = (state: string) => go({ state: chosen === state ? undefined : state });
  const name = (state: string) => {
    const step = board.steps.find((one) => one.code === state);
    return step ? inLanguage(step.name) : stateName(t, state);
  };
  return (
    <section className={classes.states} aria-label={t("states")}>
      <p className={classes.headline}>
        <span>
          <b>{formatNumber(total.rounds)}</b> {t("headline_rounds", { count: total.rounds })}
        </span>
        <span>
          <b>{formatNumber(total.by_state.recognised ?? 0)}</b> {t("headline_recognised")}
        </span>
        <button
          type="button"
          className={classes.lateTotal}
          data-some={total.late > 0 || undefined}
          aria-pressed={late === "1"}
          disabled={total.late === 0 && late !== "1"}
          onClick={() => go({ late: late === "1" ? undefined : "1" })}
        >
          <b>{formatNumber(total.late)}</b> {t("headline_late")}
        </button>
      </p>
      <div className={classes.bar} aria-hidden>
        {states.map((state) => {
          const count = total.by_state[state] ?? 0;
          return (
            count > 0 && (
              <button
                key={state}
                type="button"
                tabIndex={-1}
                style={{ flexGrow: count }}
                data-state={state}
                data-faint={(chosen && chosen !== state) || undefined}
                title={`${name(state)}: ${formatNumber(count)}`}
                onClick={() => choose(state)}
              >
                {formatNumber(count)}
              </button>
            )
          );
        })}
      </div>
      <div className={classes.legend}>
        {states.map((state) => {
          const count = total.by_state[state] ?? 0;
          return (
            <button
              key={state}
              type="button"
              data-none={count === 0 || undefined}
              aria-pressed={chosen === state}
              title={name(state)}
              onClick={() => choose(state)}
            >
              <i data-state={state} aria-hidden />
              {stateName(t, state)} <b>{formatNumber(count)}</b>
            </button>
          );
        })}
      </div>
    </section>
  );
}
