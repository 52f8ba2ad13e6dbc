// What a code on paper stands for, in plain large words, for anybody with a phone.
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { chooseLanguage, currentLanguage, useCommon, useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { codeOf, readCode } from "./code";
import classes from "./lookup.module.css";
import { Found } from "./results";
import { lookupTexts } from "./texts";

const route = getRouteApi("/tra-cuu");

export function LookupPage() {
  const common = useCommon();
  const t = useTexts(lookupTexts);
  const given = route.useSearch().code ?? "";
  const product = common("product");
  const title = t("title");
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  useHidden();
  const other = currentLanguage() === "vi" ? "en" : "vi";
  return (
    <div className={classes.page}>
      <header className={classes.band}>
        <img src="/favicon.svg" alt="" width={36} height={36} />
        <div>
          <div className={classes.product}>{product}</div>
          <div>{common("product_long")}</div>
        </div>
      </header>
      <main className={classes.main}>
        {/* Another code in the address is another visit: the field shows it, the result begins anew. */}
        <Lookup key={given} given={given} />
      </main>
      <footer className={`${classes.foot} gn-no-print`}>
        <Link to="/login">{t("officers")}</Link>
        <button type="button" lang={other} onClick={() => chooseLanguage(other)}>
          {other === "en" ? "English" : "Tiếng Việt"}
        </button>
      </footer>
    </div>
  );
}

/** Keeps the page out of search engines while it is open: an address with a code is nobody else's. */
function useHidden() {
  useEffect(() => {
    const meta = document.createElement("meta");
    meta.name = "robots";
    meta.content = "noindex, nofollow";
    document.head.append(meta);
    return () => meta.remove();
  }, []);
}

function Lookup({ given }: { given: string }) {
  const t = useTexts(lookupTexts);
  const navigate = useNavigate();
  const reading = readCode(codeOf(given));
  const code = "code" in reading ? reading.code : "";
  const [typed, setTyped] = useState(code || codeOf(given));
  const [asked, setAsked] = useState(given !== "");
  const field = useRef<HTMLInputElement>(null);
  const answer = useQuery({
    queryKey: ["lookup", code],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/lookups/{code}", { params: { path: { code } }, signal })),
    enabled: code !== "",
    // Whoever looks again wants to know how it is now.
    staleTime: 0,
    // Without a network it says so, rather than to wait for one.
    networkMode: "always",
  });
  const now = readCode(codeOf(typed));
  const wrong = asked && "wrong" in now ? now : null;
  const unknown = asProblem(answer.error)?.status === 404;

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if ("wrong" in now) return field.current?.focus();
    setTyped(now.code);
    if (now.code === code) void answer.refetch();
    else void navigate({ to: "/tra-cuu", search: { code: now.code } });
  }

  const found = answer.error ? undefined : answer.data;
  const result = useRef<HTMLDivElement>(null);
  // What was looked for is read first, by eye and by screen readers; the field waits below it.
  useEffect(() => {
    if (found) result.current?.focus({ preventScroll: true });
  }, [found]);
  return (
    <>
      <h1 className={classes.title}>{t("title")}</h1>
      {!found && <p className={classes.intro}>{t("intro")}</p>}
      {found && (
        <div ref={result} tabIndex={-1} className={classes.found}>
          <Found found={found} code={code} />
        </div>
      )}
      <form onSubmit={submit} noValidate className={`${classes.ask} ${found ? "gn-no-print" : ""}`}>
        <label htmlFor="code">{found ? t("another") : t("code")}</label>
        <div className={classes.row}>
          <input
            ref={field}
            id="code"
            name="code"
            type="text"
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setAsked(false);
            }}
            placeholder="7KQ2-M4XZ-90AB"
            autoComplete="off"
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={300}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? "code-wrong" : "code-hint"}
          />
          <button type="submit" disabled={answer.isFetching}>
            {t("look_up")}
          </button>
        </div>
        {wrong ? (
          <p id="code-wrong" className={classes.wrong} role="alert">
            <IconAlertTriangle size={18} aria-hidden />
            {t(`wrong_${wrong.wrong}`, wrong)}
          </p>
        ) : (
          <p id="code-hint" className={classes.hint}>
            {t("code_hint")}
          </p>
        )}
      </form>
      <div aria-live="polite">
        {answer.isLoading && <p className={classes.looking}>{t("looking")}</p>}
        {unknown && <Unknown code={code} />}
        {answer.error && !unknown && <ProblemAlert error={answer.error} />}
      </div>
    </>
  );
}

function Unknown({ code }: { code: string }) {
  const t = useTexts(lookupTexts);
  return (
    <section className={classes.result}>
      <div className={classes.verdict} data-tone="unknown">
        <IconCircleX size={40} stroke={1.8} aria-hidden />
        <h2>{t("unknown")}</h2>
      </div>
      <div className={classes.body}>
        <p>
          <b>{t("unknown_code", { code })}</b>
        </p>
        <ul className={classes.list}>
          <li>{t("unknown_1")}</li>
          <li>{t("unknown_2")}</li>
          <li>{t("unknown_3")}</li>
        </ul>
      </div>
    </section>
  );
}
