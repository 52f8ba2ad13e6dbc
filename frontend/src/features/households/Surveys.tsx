// Surveys with their verdict and its reasons.
import { Text, Title } from "@mantine/core";
import { useTexts } from "@/i18n";
import { Deprivations } from "@/survey/Deprivations";
import { Money } from "@/ui/figures";
import { formatDate, formatMoment, formatNumber, inLanguage } from "@/ui/format";
import { ClassBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import classes from "./households.module.css";
import type { SurveyView } from "./queries";
import { householdTexts, worded } from "./texts";

/** Said by the badge already. */
const UNVERIFIED = "unverified";

export function Verdict({ survey }: { survey: SurveyView }) {
  const t = useTexts(householdTexts);
  const by = survey.entered_by
    ? t("entered_by", { name: survey.entered_by, at: formatMoment(survey.created_at) })
    : null;
  return (
    <div className={classes.verdict} data-class={survey.class}>
      <div className={classes.verdictHead}>
        <ClassBadge value={survey.class} />
        <Text size="sm" span>
          {t("on_standard", { date: formatDate(survey.surveyed_on), standard: survey.standard })},{" "}
          {worded(t, "basis", survey.basis)}, {worded(t, "setting", survey.setting)}
        </Text>
        {!survey.verified && <UnverifiedBadge />}
      </div>
      <Text size="sm" mt={6} component="div">
        {survey.income_vnd_per_person_month != null && (
          <>
            {t("income")}: <Money vnd={survey.income_vnd_per_person_month} /> ·{" "}
          </>
        )}
        B1: <b>{formatNumber(survey.b1)}</b> · B2: <b>{formatNumber(survey.b2)}</b> · {t("deprivations")}:{" "}
        <Deprivations codes={survey.deprivations} />
      </Text>
      <ul className={classes.reasons} aria-label={t("reasons")}>
        {survey.reasons
          .filter((reason) => reason.code !== UNVERIFIED)
          .map((reason) => (
            <li key={reason.code + reason.vi}>{inLanguage(reason)}</li>
          ))}
      </ul>
      {survey.note && (
        <Text size="sm" mt={6}>
          {t("note")}: {survey.note}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={6}>
        {[
          survey.surveyor && `${t("surveyor")}: ${survey.surveyor}`,
          by,
          worded(t, "origin", survey.origin),
          survey.form && t("form_used", { form: survey.form }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
    </div>
  );
}

/** The surveys before the latest. */
export function Surveys({ surveys }: { surveys: readonly SurveyView[] }) {
  const t = useTexts(householdTexts);
  if (surveys.length === 0) return null;
  return (
    <section>
      <Title order={2} mb={6}>
        {t("surveys_title")}
      </Title>
      <div className={classes.cards}>
        {surveys.map((survey) => (
          <Verdict key={survey.id} survey={survey} />
        ))}
      </div>
    </section>
  );
}
