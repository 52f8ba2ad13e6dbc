// A survey that was sent, with its answers.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { draftOfSurvey } from "@/survey/merge";
import { standardsQuery } from "@/survey/queries";
import { surveysQuery } from "./queries";

/** A survey that was sent, as a draft to be corrected. */
export function useSentDraft(household: string, survey: string | null) {
  const surveys = useQuery({ ...surveysQuery(household), enabled: survey !== null });
  const standards = useQuery({ ...standardsQuery, enabled: survey !== null });
  const found = surveys.data?.find((candidate) => candidate.id === survey);
  const draft = useMemo(() => {
    const standard = standards.data?.find((candidate) => candidate.code === found?.standard);
    if (!found || !standards.data) return null;
    return draftOfSurvey(found, standard?.indicators.map((indicator) => indicator.code) ?? []);
  }, [found, standards.data]);
  // A list from before the survey was sent has to be fetched anew.
  const stale = survey !== null && surveys.data !== undefined && !found;
  const { refetch } = surveys;
  useEffect(() => {
    if (stale) void refetch();
  }, [stale, refetch]);
  const waits = surveys.isPending || standards.isPending || (stale && surveys.isFetching);
  return { draft, error: surveys.error ?? standards.error, loading: survey !== null && waits };
}
