// Who signed the minutes, for the team and for those visited.
import { Group, NativeSelect, Text, TextInput, Title } from "@mantine/core";
import { IconSignature } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/app/place";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { addSignature, type Side, type Visit, type VisitDetail, visitsChanged } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

const SIDES: readonly Side[] = ["team", "visited"];

export function SignaturesTab({ detail }: { detail: VisitDetail }) {
  const visit = detail;
  const { signatures: data } = detail;
  const t = useTexts(visitTexts);
  const open = visit.allowed.includes("sign");
  return (
    <div className={classes.about}>
      <Text size="sm" c="dimmed">
        {t("signatures_text")}
      </Text>
      <div className={classes.sides}>
        {SIDES.map((side) => (
          <section key={side} aria-label={t(`side_${side}`)}>
            <Title order={2} mb="xs">
              {t(`side_${side}`)}
            </Title>
            <ul className={classes.team}>
              {data
                .filter((one) => one.side === side)
                .map((one) => (
                  <li key={one.id}>
                    <b>
                      <IconSignature size={16} aria-hidden /> {one.name}
                    </b>
                    <span className={classes.small}>{one.title}</span>
                    <span className={classes.small}>
                      {[visit.areas.find((area) => area.id === one.area_id)?.name, formatDate(one.signed_on)]
                        .filter(Boolean)
                        .join(" · ")}
                    </span>
                  </li>
                ))}
            </ul>
            {!data.some((one) => one.side === side) && (
              <Text size="sm" c="dimmed">
                {t("signatures_none")}
              </Text>
            )}
          </section>
        ))}
      </div>
      {open && <SignForm visit={visit} />}
    </div>
  );
}

function SignForm({ visit }: { visit: Visit }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const { today } = usePlace();
  const { areas } = visit;
  const { value, set, clear } = useDraft(`visits.sign.${visit.id}`, {
    side: "visited" as Side,
    area: areas[0]?.id ?? "",
    name: "",
    title: "",
    signed_on: formatDate(today),
  });
  const [asked, setAsked] = useState(false);
  const day = parseDate(value.signed_on);
  const save = useMutation({
    mutationFn: () =>
      addSignature(visit, {
        side: value.side,
        ...(value.side === "visited" ? { area: value.area } : {}),
        name: value.name.trim(),
        title: value.title.trim(),
        signed_on: day ?? "",
      }),
    onSuccess: async () => {
      clear();
      setAsked(false);
      notify(t("signature_added"));
      await visitsChanged(client);
    },
  });
  const problem = asProblem(save.error);
  return (
    <section>
      <Title order={2} mb="xs">
        {t("signature_add")}
      </Title>
      <FormPage
        submit={t("signature_save")}
        busy={save.isPending}
        error={save.error}
        shown={["/side", "/area", "/name", "/title", "/signed_on"]}
        width={620}
        onSubmit={() => {
          setAsked(true);
          if (value.name.trim() && value.title.trim() && day) save.mutate();
        }}
      >
        <Group align="flex-start" gap="md" grow>
          <NativeSelect
            label={t("side")}
            data={SIDES.map((side) => ({ value: side, label: t(`side_${side}`) }))}
            value={value.side}
            onChange={(event) => set({ side: event.currentTarget.value as Side })}
            error={problem?.at("/side")}
          />
          {value.side === "visited" && areas.length > 1 && (
            <NativeSelect
              label={t("area")}
              data={areas.map((area) => ({ value: area.id, label: area.name }))}
              value={value.area}
              onChange={(event) => set({ area: event.currentTarget.value })}
              error={problem?.at("/area")}
            />
          )}
        </Group>
        <TextInput
          label={t("signer_name")}
          withAsterisk
          maxLength={100}
          autoComplete="off"
          value={value.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={asked && !value.name.trim() ? common("required") : problem?.at("/name")}
        />
        <TextInput
          label={t("signer_title")}
          placeholder={t("signer_title_example")}
          withAsterisk
          maxLength={100}
          autoComplete="off"
          value={value.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
          error={asked && !value.title.trim() ? common("required") : problem?.at("/title")}
        />
        <DateField
          label={t("signed_on")}
          withAsterisk
          value={value.signed_on}
          onChange={(text) => set({ signed_on: text })}
          error={asked && !day ? t("bad_date") : problem?.at("/signed_on")}
        />
      </FormPage>
    </section>
  );
}
