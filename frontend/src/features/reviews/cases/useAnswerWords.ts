// Answers of a survey in words: what each question is called, and what its answer means.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useCommon, useTexts } from "@/i18n";
import { rulesOn, type SurveyDraft } from "@/survey/draft";
import { formsQuery, standardsQuery } from "@/survey/queries";
import { inLanguage, parseDate } from "@/ui/format";
import { worded } from "@/ui/worded";
import { caseTexts } from "./texts";

/** Names of the keys of a difference, and of the answers to them, by the forms of the draft's day. */
export function useAnswerWords(draft: SurveyDraft) {
  const common = useCommon();
  const t = useTexts(caseTexts);
  const standards = useQuery(standardsQuery);
  const forms = useQuery(formsQuery);
  const day = parseDate(draft.on);
  const rules = useMemo(
    () => (day && standards.data && forms.data ? rulesOn(day, standards.data, forms.data) : null),
    [day, standards.data, forms.data],
  );
  const split = (key: string) => {
    const [form = "", code] = key.split(/:(.*)/s);
    return { form, code };
  };
  const codes = [
    ...(rules?.b1?.items.map((item) => `b1:${item.code}`) ?? []),
    ...(rules?.lacks.map((lack) => `b2:${lack.code}`) ?? []),
  ];
  return {
    /** Answers in the order of the forms; what is no question of theirs stays where it is. */
    inOrder<T extends { key: string }>(answers: readonly T[]): T[] {
      const asked = answers.filter(({ key }) => codes.includes(key));
      const sorted = [...asked].sort((a, b) => codes.indexOf(a.key) - codes.indexOf(b.key));
      return answers.map((answer) => (codes.includes(answer.key) ? (sorted.shift() ?? answer) : answer));
    },
    question(key: string): string {
      const { form, code } = split(key);
      if (code === undefined) return worded(t, "field", key);
      const asked =
        form === "b1"
          ? rules?.b1?.items.find((item) => item.code === code)
          : rules?.lacks.find((lack) => lack.code === code);
      return asked ? inLanguage(asked.name) : code;
    },
    answer(key: string, value: string): string {
      if (value === "") return t("not_answered");
      if (key === "mode") return worded(t, "mode", value);
      const { form, code } = split(key);
      if (form === "b2" && code !== undefined) return common(value === "yes" ? "yes" : "no");
      const options = rules?.b1?.items.find((item) => item.code === code)?.options;
      const option = form === "b1" ? options?.find((candidate) => candidate.code === value) : undefined;
      return option ? inLanguage(option.name) : value;
    },
  };
}
