// Two people worked on one form: both versions side by side; the user takes one, or chooses answer by answer.
import { Button, Group, Text } from "@mantine/core";
import { useId, useMemo, useState } from "react";
import { useTexts } from "@/i18n";
import type { SurveyDraft } from "@/survey/draft";
import { chosenOf, differencesOf, proposed, type Side } from "@/survey/merge";
import { PageHeader } from "@/ui/PageHeader";
import classes from "./cases.module.css";
import { caseTexts } from "./texts";
import { useAnswerWords } from "./useAnswerWords";

interface Props {
  /** How the other version came about. */
  text: string;
  /** Who made it. */
  who: string;
  back: { to: string; label: string };
  mine: SurveyDraft;
  theirs: SurveyDraft;
  base: SurveyDraft | null;
  onResolve: (chosen: SurveyDraft) => void;
}

export function ConflictView({ text, who, back, mine, theirs, base, onResolve }: Props) {
  const t = useTexts(caseTexts);
  const words = useAnswerWords(mine);
  const id = useId();
  const differences = useMemo(() => differencesOf(mine, theirs), [mine, theirs]);
  const [choices, setChoices] = useState(() => proposed(base, differences));
  const side = (key: string, of: Side, value: string) => (
    <label className={classes.sideChoice}>
      <input
        type="radio"
        name={`${id}-${key}`}
        checked={choices[key] === of}
        onChange={() => setChoices((old) => ({ ...old, [key]: of }))}
      />
      <span>
        <small>{of === "mine" ? t("conflict_mine") : t("conflict_theirs", { name: who })}</small>
        {words.answer(key, value)}
      </span>
    </label>
  );
  return (
    <div className={classes.mine}>
      <PageHeader title={t("conflict_title")} back={back} subtitle={text} />
      <Text size="sm" mb="sm" role="status">
        {t("conflict_hint")}
      </Text>
      <Group gap="xs" mb="md">
        <Button variant="default" onClick={() => onResolve(mine)}>
          {t("conflict_all_mine")}
        </Button>
        <Button variant="default" onClick={() => onResolve(theirs)}>
          {t("conflict_all_theirs", { name: who })}
        </Button>
      </Group>
      <div className={classes.sides}>
        {words.inOrder(differences).map(({ key, mine: own, theirs: other }) => (
          <fieldset key={key} className={classes.side}>
            <legend>{words.question(key)}</legend>
            <div className={classes.sidePair}>
              {side(key, "mine", own)}
              {side(key, "theirs", other)}
            </div>
          </fieldset>
        ))}
      </div>
      <Button onClick={() => onResolve(chosenOf(mine, theirs, choices))}>{t("conflict_go_on")}</Button>
    </div>
  );
}
