// The form of a new document.
import { MultiSelect, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import classes from "./documents.module.css";
import { issued, numberOf, parseIssued } from "./plan";
import { documentsQuery } from "./queries";
import { KINDS, type Kind } from "./routes";
import { documentTexts, worded } from "./texts";

const SHOWN = ["/kind", "/number", "/issued_on", "/issuer", "/title", "/area", "/summary"];
const RELATIONS = ["replaces", "amends", "based_on"] as const;

export function NewPage() {
  const t = useTexts(documentTexts);
  const common = useCommon();
  const home = homeOf(useMe());
  const navigate = useNavigate();
  const client = useQueryClient();
  const { today, area: here } = usePlace();
  const [kind, setKind] = useState<Kind>("decision");
  const [area, setArea] = useState<PickedArea | null>(here ?? home);
  const [typed, setTyped] = useState({ number: "", issued: "", issuer: "", title: "", summary: "" });
  const [related, setRelated] = useState<Record<(typeof RELATIONS)[number], string[]>>({
    replaces: [],
    amends: [],
    based_on: [],
  });
  const [asked, setAsked] = useState(false);
  const known = useInfiniteQuery(documentsQuery({ area: undefined, kind: undefined, q: undefined }));
  const choices = (known.data?.pages.flatMap((page) => page.items) ?? []).map((one) => ({
    value: one.id,
    label: [worded(t, "kind", one.kind), numberOf(one.number), issued(one.issued_on), one.title]
      .filter(Boolean)
      .join(" · "),
  }));
  const issuedOn = parseIssued(typed.issued);
  const complete = Boolean(
    typed.number.trim() && issuedOn && typed.issuer.trim() && typed.title.trim() && area,
  );
  const file = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/documents", {
          body: {
            kind,
            number: typed.number,
            issued_on: issuedOn ?? "",
            issuer: typed.issuer,
            title: typed.title,
            area: area?.id ?? "",
            summary: typed.summary.trim() || null,
            ...related,
          },
        }),
      ),
    onSuccess: async (filed) => {
      notify(t("filed"));
      await client.invalidateQueries({ queryKey: ["documents"] });
      await navigate({ to: "/documents/$id", params: { id: filed.id } });
    },
  });
  const problem = asProblem(file.error);
  const field = (key: "number" | "issuer" | "title", most: number) => ({
    withAsterisk: true,
    maxLength: most,
    value: typed[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const value = event.currentTarget.value;
      setTyped((old) => ({ ...old, [key]: value }));
    },
    error: asked && !typed[key].trim() ? common("required") : problem?.at(`/${key}`),
  });
  return (
    <>
      <PageHeader title={t("new_title")} back={{ to: "/documents", label: t("title") }} />
      <FormPage
        busy={file.isPending}
        error={file.error}
        shown={SHOWN}
        width={720}
        onCancel={() => void navigate({ to: "/documents" })}
        onSubmit={() => {
          setAsked(true);
          if (complete) file.mutate();
        }}
      >
        <div className={classes.pair}>
          <NativeSelect
            label={t("kind")}
            value={kind}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              setKind(KINDS.find((one) => one === chosen) ?? kind);
            }}
            data={KINDS.map((one) => ({ value: one, label: t(`kind_${one}`) }))}
            error={problem?.at("/kind")}
          />
          <TextInput label={t("number")} placeholder="164/KH-UBND" {...field("number", 100)} />
        </div>
        <TextInput label={t("name")} {...field("title", 500)} />
        <div className={classes.pair}>
          <TextInput label={t("issuer")} {...field("issuer", 200)} />
          <TextInput
            label={t("issued")}
            description={t("issued_hint")}
            withAsterisk
            maxLength={10}
            value={typed.issued}
            onChange={(event) => {
              const value = event.currentTarget.value;
              setTyped((old) => ({ ...old, issued: value }));
            }}
            error={asked && !issuedOn ? t("bad_issued") : problem?.at("/issued_on")}
          />
        </div>
        <AreaPicker
          field
          required
          label={t("area")}
          value={area}
          on={today}
          home={home}
          {...(home ? { within: home.id } : {})}
          onChange={setArea}
          error={asked && !area ? common("required") : problem?.at("/area")}
        />
        <Textarea
          label={`${t("summary")} (${common("optional")})`}
          autosize
          minRows={3}
          maxLength={4000}
          value={typed.summary}
          onChange={(event) => {
            const value = event.currentTarget.value;
            setTyped((old) => ({ ...old, summary: value }));
          }}
          error={problem?.at("/summary")}
        />
        {RELATIONS.map((relation) => (
          <MultiSelect
            key={relation}
            label={`${t(relation)} (${common("optional")})`}
            placeholder={related[relation].length === 0 ? t("pick_documents") : undefined}
            searchable
            maxValues={20}
            data={choices}
            value={related[relation]}
            onChange={(ids) => setRelated((old) => ({ ...old, [relation]: ids }))}
            nothingFoundMessage={t("none_found")}
          />
        ))}
      </FormPage>
    </>
  );
}
