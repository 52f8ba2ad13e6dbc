// What a visit is about: its mandate, its days, its team.

import { Button, Group, Text, Textarea, Title } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useItemOptions } from "@/app/items";
import { usePlace } from "@/app/place";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { FormPage } from "@/ui/FormPage";
import { formatDate, NOTHING } from "@/ui/format";
import { notify } from "@/ui/notice";
import { changeVisit, type Visit, type VisitDetail, visitsChanged } from "./queries";
import { TeamForm } from "./TeamForm";
import { visitTexts } from "./texts";
import { VisitForm } from "./VisitForm";
import classes from "./visits.module.css";
import { days, useKindName } from "./words";

const STEPS = ["planned", "mandated", "in_field", "reporting", "closed"] as const;

export function AboutTab({ detail }: { detail: VisitDetail }) {
  const visit = detail;
  const { members } = detail;
  const t = useTexts(visitTexts);
  const { today } = usePlace();
  const options = useItemOptions(today, detail.items);
  const kindName = useKindName();
  const [editing, setEditing] = useState<"visit" | "team" | "conclusion" | null>(null);
  if (editing === "visit") {
    return (
      <VisitForm
        detail={detail}
        onSaved={() => {
          notify(t("saved"));
          setEditing(null);
        }}
        onCancel={() => setEditing(null)}
      />
    );
  }
  const { mandate } = visit;
  return (
    <div className={classes.about}>
      <Way visit={visit} />
      <section>
        <Group justify="space-between" mb="xs">
          <Title order={2}>{t("part_about")}</Title>
          {visit.allowed.includes("change") && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPencil size={15} aria-hidden />}
              onClick={() => setEditing("visit")}
            >
              {t("visit_edit")}
            </Button>
          )}
        </Group>
        <Facts
          facts={[
            [t("purpose"), kindName(visit)],
            [t("sender"), visit.area?.name ?? NOTHING],
            [t("areas"), visit.areas.map((area) => area.name).join(", ")],
            [t("days"), days(visit.starts_on, visit.ends_on)],
            [
              t("mandate"),
              mandate ? (
                <>
                  {mandate.document_id ? (
                    <Link to="/documents/$id" params={{ id: mandate.document_id } as never}>
                      {mandate.number}
                    </Link>
                  ) : (
                    mandate.number
                  )}
                  {`, ${formatDate(mandate.on)}, ${mandate.issuer ?? ""}`}
                  <div className={classes.small}>
                    {t("mandate_covers", {
                      area: mandate.area?.name ?? NOTHING,
                      days: mandate.from && mandate.to ? days(mandate.from, mandate.to) : NOTHING,
                    })}
                  </div>
                </>
              ) : (
                t("mandate_none")
              ),
            ],
            [
              t("items"),
              options
                .filter(({ value }) => detail.items.includes(value))
                .map(({ label }) => label)
                .join("; ") || NOTHING,
            ],
            [
              t("agenda"),
              <span key="agenda" className={classes.text}>
                {detail.agenda || NOTHING}
              </span>,
            ],
          ]}
        />
      </section>
      <section>
        <Group justify="space-between" mb="xs">
          <Title order={2}>{t("team")}</Title>
          {visit.allowed.includes("team") && editing === null && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPencil size={15} aria-hidden />}
              onClick={() => setEditing("team")}
            >
              {t(members.length > 0 ? "team_edit" : "team_name")}
            </Button>
          )}
        </Group>
        {editing === "team" ? (
          <TeamForm detail={detail} onDone={() => setEditing(null)} />
        ) : members.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("team_none")}
          </Text>
        ) : (
          <ul className={classes.team}>
            {members.map((one) => (
              <li key={`${one.name}/${one.office}`}>
                <b>{one.name}</b>
                <span>{t(`role_${one.role}`)}</span>
                <span className={classes.small}>{one.office}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {(detail.conclusion || visit.allowed.includes("find")) && (
        <section>
          <Group justify="space-between" mb="xs">
            <Title order={2}>{t("conclusion")}</Title>
            {visit.allowed.includes("find") && editing === null && (
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<IconPencil size={15} aria-hidden />}
                onClick={() => setEditing("conclusion")}
              >
                {t("conclusion_edit")}
              </Button>
            )}
          </Group>
          {editing === "conclusion" ? (
            <ConclusionForm detail={detail} onDone={() => setEditing(null)} />
          ) : (
            <p className={classes.text}>{detail.conclusion || t("conclusion_none")}</p>
          )}
        </section>
      )}
    </div>
  );
}

/** How far along the visit is, and what comes next. */
function Way({ visit }: { visit: Visit }) {
  const t = useTexts(visitTexts);
  if (visit.state === "cancelled") return null;
  const at = STEPS.indexOf(visit.state);
  return (
    <section aria-label={t("way")}>
      <ol className={classes.way}>
        {STEPS.map((step, i) => (
          <li
            key={step}
            data-at={i < at || visit.state === "closed" ? "done" : i === at ? "now" : "ahead"}
            aria-current={i === at ? "step" : undefined}
          >
            {t(`state_${step}`)}
          </li>
        ))}
      </ol>
      <Text size="sm" c="dimmed">
        {t(`next_${visit.state}`)}
      </Text>
    </section>
  );
}

function ConclusionForm({ detail, onDone }: { detail: VisitDetail; onDone: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const { value, set, clear } = useDraft(`visits.conclusion.${detail.id}`, {
    text: detail.conclusion ?? "",
  });
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () => changeVisit(detail, { conclusion: value.text.trim() }),
    onSuccess: async () => {
      clear();
      notify(t("saved"));
      await visitsChanged(client);
      onDone();
    },
  });
  return (
    <FormPage
      busy={save.isPending}
      error={save.error}
      shown={["/conclusion"]}
      width={760}
      onCancel={() => {
        clear();
        onDone();
      }}
      onSubmit={() => {
        setAsked(true);
        if (value.text.trim()) save.mutate();
      }}
    >
      <Textarea
        aria-label={t("conclusion")}
        description={t("conclusion_hint")}
        autosize
        minRows={5}
        maxLength={8000}
        value={value.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        error={asked && !value.text.trim() ? common("required") : asProblem(save.error)?.at("/conclusion")}
      />
    </FormPage>
  );
}
