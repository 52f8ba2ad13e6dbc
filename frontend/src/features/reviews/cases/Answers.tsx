// What a survey answered, question by question: for who reads it a second time.
import { Accordion } from "@mantine/core";
import { useTexts } from "@/i18n";
import { emptySurvey, type SurveyDraft } from "@/survey/draft";
import { differencesOf } from "@/survey/merge";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./cases.module.css";
import { caseTexts } from "./texts";
import { useAnswerWords } from "./useAnswerWords";
import { useSentDraft } from "./useSentDraft";

export function Answers({ household, survey }: { household: string; survey: string }) {
  const t = useTexts(caseTexts);
  const sent = useSentDraft(household, survey);
  if (sent.error) return <ProblemAlert error={sent.error} />;
  if (!sent.draft) return null;
  return (
    <Accordion variant="contained" mt="sm" transitionDuration={0}>
      <Accordion.Item value="answers">
        <Accordion.Control>{t("answers")}</Accordion.Control>
        <Accordion.Panel>
          <List draft={sent.draft} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

const EMPTY = { ...emptySurvey("", ""), mode: "" as "points" };

function List({ draft }: { draft: SurveyDraft }) {
  const t = useTexts(caseTexts);
  const words = useAnswerWords(draft);
  return (
    <table className={classes.compare} aria-label={t("answers")}>
      <thead>
        <tr>
          <th scope="col">{t("conflict_question")}</th>
          <th scope="col">{t("answer")}</th>
        </tr>
      </thead>
      <tbody>
        {words.inOrder(differencesOf(draft, EMPTY)).map(({ key, mine }) => (
          <tr key={key}>
            <th scope="row" style={{ width: "60%" }}>
              {words.question(key)}
            </th>
            <td>{words.answer(key, mine)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
