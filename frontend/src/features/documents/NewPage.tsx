// The form of a document: a new one, or one to put right.
import { MultiSelect, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./documents.module.css";
import { issued, numberOf, parseIssued, summaryOf } from "./plan";
import { type DocumentDetail, documentQuery, documentsQuery } from "./queries";
import { KINDS, type Kind } from "./routes";
import { documentTexts, worded } from "./texts";

const SHOWN = ["/kind", "/number", "/issued_on", "/issuer", "/title", "/area", "/summary"];
const RELATIONS = ["replaces", "amends", "based_on"] as const;

const editRoute = getRouteApi("/shell/documents/$id/edit");

export function NewPage() {
  return <DocumentForm document={null} />;
}

export function EditPage() {
  const { id } = editRoute.useParams();
  const found = useQuery(documentQuery(id));
  if (found.error) return <ProblemAlert error={found.error} />;
  if (!found.data) return <Pending />;
  return <DocumentForm document={found.data} />;
}

function DocumentForm({ document }: { document: DocumentDetail | null }) {
  const t = useTexts(documentTexts);
  const common = useCommon();
  const home = homeOf(useMe());
  const navigate = useNavigate();
  const client = useQueryClient();
  const { today, area: here } = usePlace();
  const [kind, setKind] = useState<Kind>(KINDS.find((one) => one === document?.kind) ?? "decision");
  const [area, setArea] = useState<PickedArea | null>(document ? (document.area ?? null) : (here ?? home));
  const [typed, setTyped] = useState({
    number: document?.number ?? "",
    issued: document ? issued(document.issued_on) : "",
    issuer: document?.issuer ?? "",
    title: document?.title ?? "",
    summary: document ? (summaryOf(document.body) ?? "") : "",
  });
  const ids = (relation: (typeof RELATIONS)[number]) => document?.[relation].map((one) => one.id) ?? [];
  const [related, setRelated] = useState<Record<(typeof RELATIONS)[number], string[]>>({
    replaces: ids("replaces"),
    amends: ids("amends"),
    based_on: ids("based_on"),
  });
  const [asked, setAsked] = useState(false);
  const known = useInfiniteQuery(documentsQuery({ area: undefined, kind: undefined, q: undefined }));
  const listed = known.data?.pages.flatMap((page) => page.items) ?? [];
  // Those that are named already may stand on a later page of the list.
  const named = document ? RELATIONS.flatMap((relation) => document[relation]) : [];
  const all = new Map([...named, ...listed].map((one) => [one.id, one]));
  all.delete(document?.id ?? "");
  const choices = [...all.values()].map((one) => ({
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
    mutationFn: () => {
      const body = {
        kind,
        number: typed.number,
        issued_on: issuedOn ?? "",
        issuer: typed.issuer,
        title: typed.title,
        area: area?.id ?? "",
        summary: typed.summary.trim() || null,
        ...related,
      };
      if (!document) return ok(api.POST("/api/v1/documents", { body }));
      const params = { path: { id: document.id }, header: ifMatch(document.version) };
      return ok(api.PUT("/api/v1/documents/{id}", { params, body }));
    },
    onSuccess: async (filed) => {
      notify(t(document ? "corrected" : "filed"));
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
      <PageHeader
        title={t(document ? "edit_title" : "new_title")}
        back={
          document
            ? { to: `/documents/${document.id}`, label: document.title }
            : { to: "/documents", label: t("title") }
        }
      />
      <FormPage
        busy={file.isPending}
        error={file.error}
        shown={SHOWN}
        width={720}
        onCancel={() =>
          void navigate(
            document ? { to: "/documents/$id", params: { id: document.id } } : { to: "/documents" },
          )
        }
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
            inputWrapperOrder={["label", "input", "description", "error"]}
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
        {!document && (
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
        )}
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
