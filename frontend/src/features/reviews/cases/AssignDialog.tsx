// Gives cases to somebody who surveys: a village's, those chosen, or all of the round.
import { NativeSelect, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { useCommon, useTexts } from "@/i18n";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Dialog } from "./Dialog";
import { casesChanged, enumeratorsQuery, type RoundDetail } from "./queries";
import { caseTexts } from "./texts";

/** What is assigned; `choose` asks for the village. */
export type AssignTarget =
  | { kind: "choose" }
  | { kind: "village"; village: string }
  | { kind: "households"; households: readonly string[] };

interface Props {
  round: RoundDetail;
  target: AssignTarget;
  onDone: () => void;
}

/** What takes cases back from whoever has them. */
const NOBODY = "nobody";

export function AssignDialog({ round, target, onDone }: Props) {
  const common = useCommon();
  const t = useTexts(caseTexts);
  const client = useQueryClient();
  const people = useQuery(enumeratorsQuery(round.id));
  const [village, setVillage] = useState(target.kind === "village" ? target.village : "");
  const [who, setWho] = useState("");
  const [asked, setAsked] = useState(false);
  const assign = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/assignments", {
          params: { path: { id: round.id } },
          body: {
            village_id: village || null,
            household_ids: target.kind === "households" ? [...target.households] : [],
            enumerator_id: who === NOBODY ? null : who,
          },
        }),
      ),
    onSuccess: async (done) => {
      notify(t(who === NOBODY ? "taken_back" : "assigned", { count: done.cases }));
      onDone();
      await casesChanged(client);
    },
  });
  const problem = asProblem(assign.error);
  return (
    <Dialog title={t("assign_title")} onDone={onDone}>
      {people.error && <ProblemAlert error={people.error} />}
      {people.isPending && <Pending />}
      {people.data?.length === 0 && (
        <>
          <Text size="sm">{t("no_enumerators")}</Text>
          <Text size="sm" c="dimmed">
            {t("no_enumerators_text")}
          </Text>
        </>
      )}
      {people.data && people.data.length > 0 && (
        <FormPage
          submit={t("assign_do")}
          busy={assign.isPending}
          error={assign.error}
          shown={["/enumerator_id", "/village_id"]}
          onCancel={onDone}
          onSubmit={() => {
            setAsked(true);
            if (who) assign.mutate();
          }}
        >
          {target.kind === "households" ? (
            <Text size="sm">
              {t("assign_what", { what: t("assign_cases", { count: target.households.length }) })}
            </Text>
          ) : (
            <NativeSelect
              label={t("assign_where")}
              value={village}
              onChange={(event) => setVillage(event.currentTarget.value)}
              error={problem?.at("/village_id")}
              data={[
                { value: "", label: `${t("assign_all")} (${t("shown", { count: round.counts.total })})` },
                ...round.villages.map((v) => ({
                  value: v.id,
                  label: `${v.name ?? t("village_unknown")} (${t("shown", { count: v.total })})`,
                })),
              ]}
            />
          )}
          <Radio.Group
            label={t("assign_whom")}
            withAsterisk
            value={who}
            onChange={setWho}
            error={(asked && !who && common("required")) || problem?.at("/enumerator_id")}
          >
            <Stack gap={10} mt={6}>
              {people.data.map((user) => (
                <Radio
                  key={user.id}
                  value={user.id}
                  label={user.full_name}
                  description={t("enumerator_has", {
                    cases: t("shown", { count: user.cases }),
                    surveyed: user.surveyed,
                  })}
                />
              ))}
              <Radio value={NOBODY} label={t("take_back")} />
            </Stack>
          </Radio.Group>
        </FormPage>
      )}
    </Dialog>
  );
}
