// The verdict on what is typed, and where the household is, on which it depends.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { areaQuery } from "@/api/queries";
import type { components } from "@/api/schema";
import { usePlace } from "@/app/place";
import { parseDate } from "@/ui/format";
import { findingsOf, isComplete, type Rules, type SurveyDraft, type Whereabouts } from "./draft";
import type { SurveyTranslate } from "./texts";

type FindingsInput = components["schemas"]["FindingsInput"];

const TYPING_MS = 250;

/** Why there is no score to show; null when there is one. */
export function waitingFor(
  draft: SurveyDraft,
  rules: Rules | null,
  score: ReturnType<typeof useScore>,
  t: SurveyTranslate,
): string | null {
  if (!rules) return parseDate(draft.on) ? t("survey_no_standard") : t("survey_need_date");
  if (!isComplete(draft, rules)) return t("score_need");
  if (score.problem) return score.problem.fields[0]?.detail ?? score.problem.message;
  return score.data ? null : t("score_bar");
}

/** Where the household is; null until it is known. */
export function useWhereabouts(commune: string | undefined, day: string | null): Whereabouts | null {
  const { on } = usePlace();
  const { data } = useQuery({ ...areaQuery(commune ?? "", day ?? on), enabled: commune !== undefined });
  return useMemo(() => {
    const province = data?.ancestors.find((area) => area.level === "province");
    return data && province ? { province: province.id, urban: data.urban } : null;
  }, [data]);
}

/** The API's verdict on what is typed, a moment after the last key; it is not asked while answers are open. */
export function useScore(commune: string | undefined, draft: SurveyDraft, rules: Rules | null) {
  const findings = rules && isComplete(draft, rules) ? findingsOf(draft, rules) : null;
  const [asked] = useDebouncedValue(findings ? JSON.stringify(findings) : "", TYPING_MS);
  const code = rules?.standard.code ?? "";
  const score = useQuery({
    queryKey: ["standards", "score", code, commune ?? null, asked],
    queryFn: ({ signal }) => {
      const body = { findings: JSON.parse(asked) as FindingsInput, ...(commune ? { area: commune } : {}) };
      return ok(api.POST("/api/v1/standards/{code}/score", { params: { path: { code } }, body, signal }));
    },
    enabled: asked !== "" && code !== "",
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    asked: findings !== null && asked !== "",
    data: score.data,
    loading: score.isFetching,
    problem: score.isError ? asProblem(score.error) : null,
  };
}
