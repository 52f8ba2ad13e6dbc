// What was found: a certificate, a family's case, or a list that is up.
import {
  IconCircle,
  IconCircleCheck,
  IconCircleDot,
  IconCircleX,
  IconFileText,
  IconUsers,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { components } from "@/api/schema";
import { useCommon, useTexts } from "@/i18n";
import { formatDate, inLanguage } from "@/ui/format";
import { worded } from "@/ui/worded";
import classes from "./lookup.module.css";
import { byVillage, isOver, todayThere } from "./posted";
import { type LookupTranslate, lookupTexts } from "./texts";

type LookupView = components["schemas"]["LookupView"];
type LookupStep = components["schemas"]["LookupStep"];

export function Found({ found, code }: { found: LookupView; code: string }) {
  if (found.kind === "certificate") return <Certificate found={found} code={code} />;
  if (found.kind === "case") return <Case found={found} code={code} />;
  return <Posting found={found} />;
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Certificate({ found, code }: { found: LookupView; code: string }) {
  const t = useTexts(lookupTexts);
  const { valid } = found;
  return (
    <section className={classes.result}>
      <div className={classes.verdict} data-tone={valid ? "valid" : "withdrawn"}>
        {valid ? (
          <IconCircleCheck size={44} stroke={1.8} aria-hidden />
        ) : (
          <IconCircleX size={44} stroke={1.8} aria-hidden />
        )}
        <div>
          <h2>{valid ? t("cert_valid") : t("cert_withdrawn")}</h2>
          {found.withdrawn_on && (
            <p>{t(valid ? "cert_until" : "cert_withdrawn_text", { date: formatDate(found.withdrawn_on) })}</p>
          )}
        </div>
      </div>
      <div className={classes.body}>
        <Facts
          facts={[
            [t("cert_kind"), <b key="kind">{worded(t, "cert", found.certificate)}</b>],
            [t("year"), found.year],
            [t("commune"), found.commune ?? "–"],
            [t("number"), found.number ?? "–"],
            [t("decided_on"), formatDate(found.decided_on)],
            [
              t("code_shown"),
              <span key="code" className={classes.code}>
                {code}
              </span>,
            ],
          ]}
        />
        <p className={classes.privacy}>
          <b>{t("cert_privacy")}</b> {t("cert_privacy_more")}
        </p>
      </div>
    </section>
  );
}

/** Where a case stands, in a sentence. */
function standing(found: LookupView, t: LookupTranslate): string {
  if (found.round_state === "cancelled") return t("case_cancelled");
  switch (found.case_state) {
    case "surveyed":
      return found.surveyed_on
        ? t("case_surveyed", { date: formatDate(found.surveyed_on) })
        : t("case_surveyed_undated");
    case "agreed":
    case "recognised":
    case "withdrawn":
      return t(`case_${found.case_state}`);
    default:
      return t("case_listed");
  }
}

function Case({ found, code }: { found: LookupView; code: string }) {
  const t = useTexts(lookupTexts);
  const up = found.up_until != null && !isOver(found.up_until, todayThere(new Date()));
  const over = found.case_state === "withdrawn" || found.round_state === "cancelled";
  return (
    <section className={classes.result}>
      <div className={classes.verdict} data-tone={found.case_state === "recognised" ? "valid" : "case"}>
        <IconFileText size={36} stroke={1.7} aria-hidden />
        <div>
          <h2>{t("case")}</h2>
          <p className={classes.standing}>{standing(found, t)}</p>
        </div>
      </div>
      <div className={classes.body}>
        {found.up_until && (
          <p className={classes.up}>
            <b>{t(up ? "up" : "up_over", { date: formatDate(found.up_until) })}</b>
          </p>
        )}
        <Facts
          facts={[
            [t("case_place"), found.commune ?? "–"],
            [t("year"), found.year],
            ...(found.requested_on ? [[t("case_requested"), formatDate(found.requested_on)] as const] : []),
            ...(found.surveyed_on ? [[t("case_surveyed_on"), formatDate(found.surveyed_on)] as const] : []),
            [
              t("code_shown"),
              <span key="code" className={classes.code}>
                {code}
              </span>,
            ],
          ]}
        />
        {!over && found.steps.length > 0 && (
          <>
            <h3>{t("steps")}</h3>
            <ol className={classes.steps}>
              {found.steps.map((step) => (
                <Step key={step.name.vi} step={step} />
              ))}
            </ol>
          </>
        )}
        {!over && (
          <>
            <h3>{t("object_title")}</h3>
            <p>{up ? t("object_family") : t(found.up_until ? "posting_object_over" : "object_later")}</p>
          </>
        )}
      </div>
    </section>
  );
}

const STEP_ICONS = { done: IconCircleCheck, current: IconCircleDot, ahead: IconCircle };

function Step({ step }: { step: LookupStep }) {
  const t = useTexts(lookupTexts);
  const Icon = STEP_ICONS[step.state];
  const when = {
    done: step.ended_on ? t("step_done_on", { date: formatDate(step.ended_on) }) : t("step_done"),
    current: [t("step_current"), step.due_on && t("step_due", { date: formatDate(step.due_on) })]
      .filter(Boolean)
      .join(", "),
    ahead: step.due_on ? t("step_due", { date: formatDate(step.due_on) }) : t("step_ahead"),
  }[step.state];
  return (
    <li data-state={step.state} aria-current={step.state === "current" ? "step" : undefined}>
      <Icon size={22} stroke={1.8} aria-hidden />
      <span>
        <span className={classes.stepName}>{inLanguage(step.name)}</span>
        <span className={classes.stepWhen}>{when}</span>
      </span>
    </li>
  );
}

function Posting({ found }: { found: LookupView }) {
  const common = useCommon();
  const t = useTexts(lookupTexts);
  const until = found.up_until ?? "";
  const over = isOver(until, todayThere(new Date()));
  const named = (code: string | null | undefined) =>
    code === "poor" || code === "near_poor" || code === "average" || code === "other"
      ? common(`class_${code}`)
      : t("not_before");
  return (
    <section className={classes.result}>
      <div className={classes.verdict} data-tone="case">
        <IconUsers size={36} stroke={1.7} aria-hidden />
        <div>
          <h2>{over ? t("posting_over") : t("posting")}</h2>
          <p className={classes.standing}>{found.commune}</p>
        </div>
      </div>
      <div className={classes.body}>
        <p>{t("posting_text", { year: found.year })}</p>
        <p className={classes.up}>
          <b>{t("posting_until", { from: formatDate(found.posted_on), until: formatDate(until) })}</b>
        </p>
        <Facts facts={[[t("posting_places"), found.places ?? "–"]]} />
        <h3>{t("object_title")}</h3>
        <p>{over ? t("posting_object_over") : t("posting_object", { until: formatDate(until) })}</p>
        {found.list.length === 0 && <p>{t("posting_empty")}</p>}
        {byVillage(found.list).map((village) => (
          <table key={village.name ?? ""} className={classes.posted}>
            <caption>
              {village.name ?? t("village_unknown")}
              <span> · {t("households", { count: village.households.length })}</span>
            </caption>
            <thead>
              <tr>
                <th scope="col">{common("stt")}</th>
                <th scope="col">{t("head")}</th>
                <th scope="col">{t("before")}</th>
                <th scope="col">{t("found")}</th>
              </tr>
            </thead>
            <tbody>
              {village.households.map((one, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: shortened names repeat, and the list never changes
                <tr key={i}>
                  <td>{i + 1}</td>
                  <td>{one.head_name}</td>
                  <td>{named(one.previous_class)}</td>
                  <td>
                    <b>{named(one.class)}</b>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
        <p className={classes.privacy}>{t("posting_names")}</p>
      </div>
    </section>
  );
}
