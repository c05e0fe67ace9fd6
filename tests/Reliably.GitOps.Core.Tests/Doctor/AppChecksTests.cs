using System.Collections.Immutable;

namespace Reliably.GitOps.Doctor;

public class AppChecksTests
{
    private static readonly IdentitySight App = new()
    {
        IsApp = true,
        Name = "reliably",
        Page = "https://github.com/apps/reliably",
        Permissions = Granted(),
        Events = GitHubNeeds.Events,
    };

    [Fact]
    public void An_App_with_what_it_needs_and_nothing_else_is_fine() =>
        AppChecks.Identity(App, listens: true).Select(static one => (one.Name, one.State)).ShouldBe([("identity", CheckState.Good), ("app-permissions", CheckState.Good), ("app-events", CheckState.Good)]);

    [Fact]
    public void Without_webhooks_events_do_not_count() =>
        AppChecks.Identity(App with { Events = [] }, listens: false).Select(static one => one.State).ShouldBe([CheckState.Good, CheckState.Good]);

    [Fact]
    public void What_an_App_lacks_is_named_with_what_it_is_for()
    {
        var results = AppChecks.Identity(App with { Permissions = Granted().SetItem("checks", "read").Remove("merge_queues"), Events = App.Events.Remove("push") }, listens: true).ToList();
        results.Select(static one => one.State).ShouldBe([CheckState.Good, CheckState.Problem, CheckState.Problem]);
        results[1].Message.ShouldBe("The App asks for less than it needs. Missing: checks: write (to show results as checks with annotations), merge_queues: read (to be told of merge queues).");
        results[1].Hint!.ShouldContain("https://github.com/apps/reliably");
        results[2].Message.ShouldStartWith("The App does not subscribe to push:");
    }

    [Fact]
    public void What_an_App_has_and_does_not_need_is_advised_against()
    {
        var advice = AppChecks.Identity(App with { Permissions = Granted().SetItem("administration", "write").SetItem("merge_queues", "write") }, listens: true).Last();
        advice.State.ShouldBe(CheckState.Advice);
        advice.Message.ShouldBe("The App asks for more than it needs: administration: write, merge_queues: write.");
    }

    [Fact]
    public void An_owner_who_has_not_accepted_yet_is_asked_to()
    {
        var sight = new InstallationSight { Repository = "acme/shop", Permissions = Granted().Remove("checks"), Page = "https://github.com/organizations/acme/settings/installations/100" };
        var result = AppChecks.Installation("acme/shop", sight, App).ShouldHaveSingleItem();
        result.State.ShouldBe(CheckState.Problem);
        result.Message.ShouldContain("checks: write");
        result.Hint!.ShouldEndWith(sight.Page);
        AppChecks.Installation("g", sight with { Permissions = Granted() }, App).ShouldHaveSingleItem().State.ShouldBe(CheckState.Good);
        AppChecks.Installation("g", sight with { Suspended = true }, App).ShouldHaveSingleItem().Message.ShouldContain("suspended");
        // What the App itself does not ask for is told once, with the App.
        AppChecks.Installation("g", sight, App with { Permissions = Granted().Remove("checks") }).ShouldHaveSingleItem().State.ShouldBe(CheckState.Good);
    }

    [Fact]
    public void A_personal_token_works_and_shows_less()
    {
        var result = AppChecks.Identity(new() { IsApp = false, Name = "ada" }, listens: false).ShouldHaveSingleItem();
        result.State.ShouldBe(CheckState.Advice);
        result.Message.ShouldContain("belongs to ada");
    }

    private static ImmutableSortedDictionary<string, string> Granted() => GitHubNeeds.Permissions.ToImmutableSortedDictionary(static need => need.Name, static need => need.Level, StringComparer.Ordinal);
}
