// Signing in; a demo lists its public logins.
import {
  Alert,
  Anchor,
  Button,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { api, ok } from "@/api/client";
import { infoQuery, sessionQuery } from "@/api/queries";
import { keepTokens } from "@/api/token";
import { chooseLanguage, currentLanguage, useCommon, useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./LoginPage.module.css";
import { sessionTexts } from "./texts";

const route = getRouteApi("/login");

export function LoginPage() {
  const common = useCommon();
  const t = useTexts(sessionTexts);
  const search = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const info = useQuery(infoQuery);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  const signIn = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/auth/login", { body: { username: username.trim(), password } })),
    onSuccess: (tokens) => {
      keepTokens(tokens);
      queryClient.setQueryData(sessionQuery.queryKey, tokens.user);
      router.history.replace(search.to ?? "/");
    },
  });

  const title = t("sign_in");
  const product = common("product");
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (username.trim() && password && !signIn.isPending) signIn.mutate();
  }

  const missing = (value: string) => (asked && !value ? common("required") : null);
  const other = currentLanguage() === "vi" ? "en" : "vi";
  return (
    <div className={classes.page}>
      <header className={classes.band}>
        <img src="/favicon.svg" alt="" width={44} height={44} />
        <div>
          <div className={classes.product}>{product}</div>
          <div>{common("product_long")}</div>
        </div>
      </header>
      <main className={classes.main}>
        <div className={classes.card}>
          <form onSubmit={submit} noValidate>
            <Stack gap="sm">
              <Title order={1}>{title}</Title>
              {search.ended && !signIn.error && <Alert color="yellow">{common("session_ended")}</Alert>}
              <ProblemAlert error={signIn.error} />
              <TextInput
                label={t("username")}
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                autoFocus
                value={username}
                onChange={(event) => setUsername(event.currentTarget.value)}
                error={missing(username.trim())}
              />
              <PasswordInput
                label={t("password")}
                name="password"
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                error={missing(password)}
              />
              <Button type="submit" ref={button} loading={signIn.isPending} mt="xs" fullWidth>
                {title}
              </Button>
            </Stack>
          </form>
          <Link to="/tra-cuu" className={classes.lookup}>
            {t("look_up")}
          </Link>
        </div>
        {info.data?.demo && (
          <section className={classes.demo} aria-labelledby="demo-logins">
            <div className={classes.demoBanner}>
              <IconFlask size={16} aria-hidden />
              {common("demo_banner")}
            </div>
            <Title order={2} id="demo-logins">
              {t("demo_logins")}
            </Title>
            <Text size="xs" c="dimmed" mb="xs">
              {t("demo_hint")}
            </Text>
            {info.data.demo_logins.map((login) => (
              <UnstyledButton
                key={login.username}
                className={classes.login}
                onClick={() => {
                  setUsername(login.username);
                  setPassword(login.password);
                  button.current?.focus();
                }}
              >
                <span className={classes.loginName}>
                  {login.full_name}
                  <span className={classes.loginArea}>
                    {roleName(login.role, t)} · {login.area_name}
                  </span>
                </span>
                <code>{login.username}</code>
              </UnstyledButton>
            ))}
          </section>
        )}
        <Anchor
          component="button"
          type="button"
          size="sm"
          lang={other}
          className={classes.language}
          onClick={() => chooseLanguage(other)}
        >
          {other === "en" ? "English" : "Tiếng Việt"}
        </Anchor>
      </main>
    </div>
  );
}

/** The roles' names; the API tells them only to those who are signed in. */
const ROLES = [
  "administrator",
  "approver",
  "officer",
  "enumerator",
  "finance",
  "monitor",
  "viewer",
  "auditor",
] as const;

function roleName(code: string, t: (key: `role_${(typeof ROLES)[number]}`) => string): string {
  const role = ROLES.find((known) => known === code);
  return role ? t(`role_${role}`) : code;
}
