// The frame: name, area and year at the top, the main pages at the side or at the foot, the page in the middle.
import { NativeSelect } from "@mantine/core";
import {
  IconAdjustmentsHorizontal,
  IconBuildingCommunity,
  IconCalendarStats,
  IconChartBar,
  IconChevronDown,
  IconClipboardCheck,
  IconCoins,
  IconDots,
  IconFileImport,
  IconFileText,
  IconFlask,
  IconGauge,
  IconHome2,
  IconKey,
  IconLanguage,
  IconLogout,
  IconReportAnalytics,
  IconScale,
  IconTablePlus,
  IconTargetArrow,
  IconUserCircle,
  IconUsers,
  IconWebhook,
  IconZoomCheck,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { signOut } from "@/api/session";
import { chooseLanguage, currentLanguage, useCommon } from "@/i18n";
import { AreaPicker } from "@/ui/AreaPicker";
import { EmptyState } from "@/ui/EmptyState";
import { useRoleNames } from "@/ui/roles";
import { AreaInTime } from "./AreaInTime";
import { isUnder, maySee, type NavItem, navFor } from "./nav";
import { useInfo, useMe, usePlace } from "./place";
import { Reminders } from "./Reminders";
import classes from "./Shell.module.css";
import { FIRST_YEAR, homeOf } from "./shellRoute";

const ICONS = {
  overview: IconChartBar,
  indicators: IconGauge,
  households: IconHome2,
  reviews: IconClipboardCheck,
  values: IconTablePlus,
  reports: IconReportAnalytics,
  visits: IconZoomCheck,
  budget: IconCoins,
  imports: IconFileImport,
  standards: IconScale,
  simulations: IconAdjustmentsHorizontal,
  framework: IconTargetArrow,
  plans: IconCalendarStats,
  documents: IconFileText,
  areas: IconBuildingCommunity,
  users: IconUsers,
  webhooks: IconWebhook,
};

/** How many pages stand at the foot of a phone's screen; the others are behind "more". */
const AT_THE_FOOT = 4;

export function Shell() {
  const t = useCommon();
  const me = useMe();
  const info = useInfo();
  const { pathname } = useLocation();
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        {t("skip_to_content")}
      </a>
      <header className={`${classes.header} gn-no-print`}>
        <Link to="/" className={classes.brand}>
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <span>{t("product")}</span>
        </Link>
        <PlaceBar />
        <Reminders />
        <UserMenu />
      </header>
      {info.demo && (
        <aside className={classes.demo} aria-label={t("demo_banner")}>
          <IconFlask size={15} aria-hidden />
          {t("demo_banner")}
        </aside>
      )}
      <SideNav />
      <main id="content" className={classes.main} tabIndex={-1}>
        <AreaInTime />
        {maySee(me, pathname) ? (
          <Outlet />
        ) : (
          <EmptyState page title={t("forbidden")} text={t("forbidden_detail")} />
        )}
      </main>
      <FootNav />
    </div>
  );
}

function PlaceBar() {
  const t = useCommon();
  const me = useMe();
  const place = usePlace();
  const home = homeOf(me);
  const thisYear = Number(place.today.slice(0, 4));
  const years = Array.from({ length: thisYear - FIRST_YEAR + 1 }, (_, i) => String(thisYear - i));
  if (!years.includes(String(place.year))) years.unshift(String(place.year));
  return (
    <div className={classes.place}>
      <div className={classes.area}>
        <AreaPicker
          label={t("area")}
          value={place.area}
          unknown={place.areaError ? place.areaId : undefined}
          loading={place.areaId !== undefined && !place.area && !place.areaError}
          on={place.on}
          nation={home === null}
          home={home}
          onChange={(area) => place.go({ area: area?.id })}
        />
      </div>
      <NativeSelect
        aria-label={t("year")}
        data={years}
        value={String(place.year)}
        onChange={(event) => place.go({ year: Number(event.currentTarget.value) })}
        className={classes.year}
      />
    </div>
  );
}

/** The main pages that are allowed and built. */
function useNav(): NavItem[] {
  const me = useMe();
  const router = useRouter();
  return navFor(me).filter((item) => item.to in router.routesByPath);
}

function NavLink({ item, className }: { item: NavItem; className: string | undefined }) {
  const t = useCommon();
  const me = useMe();
  const { year, today } = usePlace();
  const { pathname } = useLocation();
  const Icon = ICONS[item.icon];
  const active = isUnder(pathname, item);
  return (
    <Link
      to={item.to}
      // Whoever chose no other year comes to the page's own.
      search={(item.running && year === me.latest_year ? { year: Number(today.slice(0, 4)) } : {}) as never}
      className={className}
      data-active={active || undefined}
      aria-current={active ? "page" : undefined}
    >
      <Icon size={20} stroke={1.6} aria-hidden />
      <span>{t(item.label)}</span>
    </Link>
  );
}

function SideNav() {
  const t = useCommon();
  return (
    <nav className={`${classes.side} gn-no-print`} aria-label={t("nav")}>
      {useNav().map((item) => (
        <NavLink key={item.to} item={item} className={classes.sideLink} />
      ))}
    </nav>
  );
}

function FootNav() {
  const t = useCommon();
  const items = useNav();
  const fit = items.length <= AT_THE_FOOT + 1 ? items.length : AT_THE_FOOT;
  return (
    <nav className={`${classes.foot} gn-no-print`} aria-label={t("nav")}>
      {items.slice(0, fit).map((item) => (
        <NavLink key={item.to} item={item} className={classes.footLink} />
      ))}
      {items.length > fit && (
        <>
          <button type="button" popoverTarget="more-pages" className={classes.footLink}>
            <IconDots size={20} stroke={1.6} aria-hidden />
            <span>{t("nav_more")}</span>
          </button>
          <Dropdown id="more-pages" className={classes.moreMenu}>
            {items.slice(fit).map((item) => (
              <NavLink key={item.to} item={item} className={classes.menuItem} />
            ))}
          </Dropdown>
        </>
      )}
    </nav>
  );
}

function UserMenu() {
  const t = useCommon();
  const me = useMe();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const roleNames = useRoleNames();
  const roles = [...new Set(me.grants.map((grant) => roleNames(grant.role)))].join(", ");

  async function leave() {
    await signOut(queryClient, () => navigate({ to: "/login" }));
  }

  const other = currentLanguage() === "vi" ? "en" : "vi";
  return (
    <>
      <button type="button" popoverTarget="user-menu" className={classes.user}>
        <span className={classes.hidden}>{t("user_menu")}: </span>
        <IconUserCircle size={26} stroke={1.5} aria-hidden />
        <span className={classes.userText}>
          <span className={classes.userName}>{me.full_name}</span>
          <span className={classes.userRole}>{roles}</span>
        </span>
        <IconChevronDown size={14} aria-hidden className={classes.userText} />
      </button>
      <Dropdown id="user-menu" className={classes.userMenu}>
        <div className={classes.menuHead}>
          <b>{me.full_name}</b>
          <div>{roles}</div>
        </div>
        <Link to="/account" className={classes.menuItem}>
          <IconKey size={18} stroke={1.6} aria-hidden />
          {t("account")}
        </Link>
        <button type="button" className={classes.menuItem} lang={other} onClick={() => chooseLanguage(other)}>
          <IconLanguage size={18} stroke={1.6} aria-hidden />
          {other === "en" ? "English" : "Tiếng Việt"}
        </button>
        <button type="button" className={classes.menuItem} onClick={() => void leave()}>
          <IconLogout size={18} stroke={1.6} aria-hidden />
          {t("sign_out")}
        </button>
      </Dropdown>
    </>
  );
}

/** A list under a button, by the browser's own popover: Escape and a click elsewhere close it, a choice too. */
function Dropdown({
  id,
  className,
  children,
}: {
  id: string;
  className: string | undefined;
  children: ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links and buttons inside take the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the links and buttons inside take the keys
    <div ref={list} id={id} popover="auto" className={className} onClick={() => list.current?.hidePopover()}>
      {children}
    </div>
  );
}
