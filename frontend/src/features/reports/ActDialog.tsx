// Submitting, sending back, accepting and revising: what it means, what is needed for it, and the button.
import { Alert, Modal, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { labelOf } from "./cells";
import { type ReportDetail, reportChanged, reportQuery, roundQuery } from "./queries";
import classes from "./reports.module.css";
import { STATES } from "./routes";
import { reportTexts } from "./texts";

interface Props {
  act: "submit" | "return" | "accept" | "revise";
  detail: ReportDetail;
  onClose: () => void;
}

/** Empty cells that are named one by one. */
const NAMED = 6;

const SHOWN = [
  "/empty_reason",
  "/reason",
  "/signing/number",
  "/signing/signed_on",
  "/signing/signer",
  "/signing/signer_title",
];

export function ActDialog({ act, detail, onClose }: Props) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const me = useMe();
  const { today } = usePlace();
  const client = useQueryClient();
  const { report } = detail;
  const [reason, setReason] = useState("");
  const [signs, setSigns] = useState(report.top);
  const [number, setNumber] = useState("");
  const [signedOn, setSignedOn] = useState(formatDate(today));
  const [signer, setSigner] = useState(report.top ? me.full_name : "");
  const [title, setTitle] = useState("");
  const [asked, setAsked] = useState(false);
  const missingBelow = detail.below != null && detail.below.present < detail.below.expected;
  const needsReason =
    act === "return" || act === "revise" || (act === "submit" && (detail.empty.length > 0 || missingBelow));
  const signing = act === "accept" && signs;
  const day = parseDate(signedOn);
  const complete =
    (!needsReason || reason.trim() !== "") &&
    (!signing || Boolean(number.trim() && day && signer.trim() && title.trim()));
  const run = useMutation({
    mutationFn: () => {
      const params = { path: { id: report.id }, header: ifMatch(report.version) };
      const why = reason.trim();
      if (act === "submit") {
        return ok(
          api.POST("/api/v1/reports/{id}/submission", { params, body: { empty_reason: why || null } }),
        );
      }
      if (act === "return") {
        return ok(api.POST("/api/v1/reports/{id}/return", { params, body: { reason: why, comments: [] } }));
      }
      if (act === "revise") {
        return ok(api.POST("/api/v1/reports/{id}/revision", { params, body: { reason: why } }));
      }
      const by = {
        number: number.trim(),
        signed_on: day ?? "",
        signer: signer.trim(),
        signer_title: title.trim(),
      };
      return ok(
        api.POST("/api/v1/reports/{id}/acceptance", { params, body: { signing: signing ? by : null } }),
      );
    },
    onSuccess: async (answer) => {
      const said = { submit: "submitted", return: "returned", revise: "revised" } as const;
      notify(t(act === "accept" ? (report.top ? "signed" : "accepted") : said[act]));
      onClose();
      await reportChanged(client, answer);
    },
    onError: (error) => {
      const status = asProblem(error)?.status;
      if (status === 412 || status === 409) {
        void client.invalidateQueries({ queryKey: reportQuery(report.id).queryKey });
      }
    },
  });
  const problem = asProblem(run.error);
  const stale = problem?.status === 412;
  const word = t(act === "accept" && report.top ? "sign" : act);
  const needed = (text: string, pointer: string) =>
    asked && !text.trim() ? common("required") : problem?.at(pointer);
  return (
    <Modal
      opened
      onClose={onClose}
      title={act === "return" ? t("return_title") : word}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        submit={word}
        busy={run.isPending}
        error={stale ? null : run.error}
        shown={SHOWN}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (complete) run.mutate();
        }}
      >
        {stale && (
          <Alert color="yellow" title={t("stale")} role="alert">
            {t("stale_text")}
          </Alert>
        )}
        {act === "submit" && <Text size="sm">{t("submit_confirm")}</Text>}
        {act === "submit" && report.late && (
          <Alert color="yellow">{t("submit_late", { date: formatDate(report.due_on) })}</Alert>
        )}
        {act === "submit" && detail.empty.length > 0 && (
          <Alert color="yellow" title={t("submit_empty", { count: detail.empty.length })}>
            <ul className={classes.references}>
              {detail.empty.slice(0, NAMED).map((key) => (
                <li key={key}>{labelOf(detail.template, key)}</li>
              ))}
              {detail.empty.length > NAMED && (
                <li>{t("and_more", { count: detail.empty.length - NAMED })}</li>
              )}
            </ul>
          </Alert>
        )}
        {act === "submit" && missingBelow && detail.below && (
          <Alert color="yellow" title={t("submit_below", detail.below)}>
            <MissingBelow round={report.round_id} />
          </Alert>
        )}
        {act === "revise" && <Text size="sm">{t("revise_confirm")}</Text>}
        {act === "accept" && <Text size="sm">{t(report.top ? "sign_confirm" : "accept_confirm")}</Text>}
        {needsReason && (
          <Textarea
            label={t(
              act === "submit" ? "submit_reason" : act === "return" ? "return_reason" : "revise_reason",
            )}
            withAsterisk
            autosize
            minRows={3}
            maxLength={2000}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={needed(reason, act === "submit" ? "/empty_reason" : "/reason")}
          />
        )}
        {act === "return" && <ReturnHint detail={detail} />}
        {act === "accept" && !report.top && (
          <Switch
            label={t("with_signing")}
            checked={signs}
            onChange={(event) => setSigns(event.currentTarget.checked)}
          />
        )}
        {signing && (
          <div className={classes.pair}>
            <TextInput
              label={t("number")}
              placeholder="120/BC-UBND"
              withAsterisk
              maxLength={60}
              value={number}
              onChange={(event) => setNumber(event.currentTarget.value)}
              error={needed(number, "/signing/number")}
            />
            <DateField
              label={t("signed_on")}
              withAsterisk
              value={signedOn}
              onChange={setSignedOn}
              error={asked && !day ? t("bad_date") : problem?.at("/signing/signed_on")}
            />
            <TextInput
              label={t("signer")}
              withAsterisk
              maxLength={100}
              value={signer}
              onChange={(event) => setSigner(event.currentTarget.value)}
              error={needed(signer, "/signing/signer")}
            />
            <TextInput
              label={t("signer_title")}
              placeholder="Phó Chủ tịch"
              withAsterisk
              maxLength={100}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
              error={needed(title, "/signing/signer_title")}
            />
          </div>
        )}
      </FormPage>
    </Modal>
  );
}

/** Whose reports are not in the sums yet, by where they stand. */
function MissingBelow({ round }: { round: string }) {
  const t = useTexts(reportTexts);
  const rows = useQuery(roundQuery(round)).data?.rows.filter((row) => !row.top) ?? [];
  return (
    <ul className={classes.references}>
      {STATES.filter((state) => state !== "accepted").map((state) => {
        const names = rows.filter((row) => row.state === state).map((row) => row.area?.name ?? "–");
        return (
          names.length > 0 && (
            <li key={state}>{t("missing_units", { state: t(`state_${state}`), names: names.join(", ") })}</li>
          )
        );
      })}
    </ul>
  );
}

/** Which comments go with a return. */
function ReturnHint({ detail }: { detail: ReportDetail }) {
  const t = useTexts(reportTexts);
  const open = detail.comments.filter((comment) => !comment.resolved && comment.cell);
  return (
    <>
      <Text size="sm" c="dimmed">
        {open.length > 0 ? t("return_comments", { count: open.length }) : t("return_comments_none")}
      </Text>
      {open.length > 0 && (
        <ul className={classes.references}>
          {open.map((comment) => (
            <li key={comment.id}>
              <b>{labelOf(detail.template, comment.cell ?? "")}</b>: {comment.content}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
