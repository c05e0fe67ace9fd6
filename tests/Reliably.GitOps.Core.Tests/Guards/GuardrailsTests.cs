using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Guards;

public class GuardrailsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_limits_any_number_may_run() => Guardrails.None.LimitReached(1000, Enumerable.Repeat(Now, 1000), Now).ShouldBeNull();

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Only_so_many_run_at_one_time(int running, bool may) =>
        (new Guardrails { MaxParallel = 2 }.LimitReached(running, [], Now) is null).ShouldBe(may);

    [Fact]
    public void Only_so_many_are_started_in_a_day()
    {
        var guardrails = new Guardrails { MaxPerDay = 2 };
        guardrails.LimitReached(0, [Now.AddHours(-25), Now.AddHours(-24), Now.AddHours(-1)], Now).ShouldBeNull();
        guardrails.LimitReached(0, [Now.AddHours(-23), Now.AddHours(-1)], Now)!.Reason
            .ShouldBe("2 experiments were started in the last 24 hours, and 'guardrails: max-per-day' of reliably.yaml allows 2.");
    }

    [Fact]
    public void A_longer_timeout_is_cut()
    {
        var guardrails = new Guardrails { MaxTimeout = TimeSpan.FromMinutes(30) };
        guardrails.Cut(TimeSpan.FromHours(2)).ShouldBe(TimeSpan.FromMinutes(30));
        guardrails.Cut(TimeSpan.FromMinutes(5)).ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("max-parallel: 0", "RLY2107")]
    [InlineData("max-parallel: many", "RLY2101")]
    [InlineData("max-per-day: 1.5", "RLY2101")]
    [InlineData("max-per-day: 99999999999999999999", "RLY2107")]
    [InlineData("max-timeout: 5", "RLY2105")]
    [InlineData("max-paralel: 1", "RLY2103")]
    public void Refuses_what_is_no_limit(string line, string code) =>
        SnapshotReader.ReadAlone(new("reliably.yaml", Encoding.UTF8.GetBytes($"guardrails:\n  {line}\n")), DocumentKind.Settings).Select(static one => one.Code).ShouldBe([code]);

    [Fact]
    public void An_integration_that_guardrails_name_must_be_there_and_counts_as_used()
    {
        static SnapshotBuilder Repository(string name) => new SnapshotBuilder().With("experiments/e.yaml", SnapshotBuilder.Experiment)
            .With("integrations/calm.yaml", "type: pre-check\nurl: https://example.com/calm\n").With("reliably.yaml", $"guardrails: {{ integrations: [{name}] }}\n");
        Repository("calm").Read().Diagnostics.ShouldNotContain(static one => one.Code == "RLY2310" || one.Severity == Diagnostics.Severity.Error);
        Repository("clam").Read().Diagnostics.ShouldContain(static one => one.Message.Contains("'clam'", StringComparison.Ordinal) && one.Location.File == "reliably.yaml");
    }

    [Fact]
    public void The_guards_of_a_run_are_those_that_are_named_each_once_and_the_missing_are_known()
    {
        var snapshot = new SnapshotBuilder()
            .With("integrations/calm.yaml", "type: pre-check\nurl: https://example.com/calm\n")
            .With("integrations/watch.yaml", "type: safeguard\nurl: https://example.com/calm\nfrequency: 3s\nthen: pause\n")
            .With("integrations/hold.yaml", "type: auto-pause\nat: [action]\n")
            .With("integrations/ops.yaml", "type: slack\nchannel: '#ops'\n").Read();
        var guards = GuardSet.Of(new[] { "watch", "calm", "ops", "gone", "hold", "calm" }.Select(Slug.Parse), snapshot.Integrations);
        guards.PreChecks.ShouldHaveSingleItem().Question.Title.ShouldBe("calm");
        var safeguard = guards.Safeguards.ShouldHaveSingleItem();
        (safeguard.Frequency, safeguard.Pauses).ShouldBe((TimeSpan.FromSeconds(3), true));
        guards.AutoPauses.ShouldHaveSingleItem().At.ShouldBe([PausePlace.Action]);
        guards.Missing.ShouldBe([Slug.Parse("gone")]);
    }

    [Fact]
    public void A_placeholder_of_a_guard_must_be_declared()
    {
        const string guard = "type: pre-check\nurl: https://${host}/calm\n";
        Codes(guard).ShouldContain("RLY2213");
        Codes(guard + "configuration: { host: example.com }\n").ShouldBeEmpty();
    }

    [Fact]
    public void The_address_of_a_guard_may_begin_with_a_value()
    {
        const string guard = "type: pre-check\nurl: \"${shop_url}/calm\"\n";
        Codes(guard).ShouldContain("RLY2213");
        Codes(guard + "configuration: { shop_url: { type: env, key: SHOP_URL } }\n").ShouldBeEmpty();
        Codes("type: webhook\nurl: \"${shop_url}/calm\"\n").ShouldContain("RLY2110");
    }

    private static string[] Codes(string text) =>
        [.. SnapshotReader.ReadAlone(new("integrations/x.yaml", Encoding.UTF8.GetBytes(text)), DocumentKind.Integration).Select(static one => one.Code)];
}
