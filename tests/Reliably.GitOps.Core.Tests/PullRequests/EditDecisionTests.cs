using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

public class EditDecisionTests
{
    private const string Template =
        """
        title: Losing a replica
        description: One goes.
        extensions:
        - name: reliably
          parameters:
            replica: { title: Replica, type: string, required: true }
            seconds: { title: Seconds, type: integer, default: 5 }
        configuration:
          replica: { type: env, key: RELIABLY_PARAM_REPLICA } # which
          seconds: { type: env, key: RELIABLY_PARAM_SECONDS, env_var_type: int, default: 5 }
        steady-state-hypothesis:
          title: It answers
          probes:
          - { type: probe, name: front, tolerance: 200, provider: { type: http, url: "http://shop.example.com/health", timeout: 3 } }
        method:
        - { type: action, name: kill, provider: { type: http, method: POST, url: "http://shop.example.com/${replica}/kill", timeout: 3 } }
        rollbacks: []

        """;

    private static readonly string WithConfiguration = ChangeBuilder.Experiment.Replace("steady-state", "configuration: { host: shop.example.com, api_token: do-not-show }\nsteady-state", StringComparison.Ordinal);

    [Fact]
    public void New_makes_an_experiment_with_the_values_and_the_templates_own_comments()
    {
        var write = Written(New("replica-loss", "checkout/loss", ("replica", "b")), ("templates/replica-loss.yaml", Template));
        (write.Path, write.IsNew, write.Subject).ShouldBe(("experiments/checkout/loss.yaml", true, "Make checkout/loss of the template replica-loss"));
        var text = Text(write);
        text.ShouldContain("default: b");
        text.ShouldContain("# which");
        text.ShouldContain("name: replica-loss");
    }

    [Fact]
    public void New_without_a_name_takes_the_templates_with_a_number_where_it_is_taken()
    {
        var files = new[] { ("templates/loss.yaml", Template), ("experiments/loss.yaml", ChangeBuilder.Experiment), ("experiments/Loss-2.json", "{}") };
        Written(New("loss", null, ("replica", "b")), files).Path.ShouldBe("experiments/loss-3.yaml");
        Written(New("templates/loss.yaml", null, ("replica", "b")), files).Path.ShouldBe("experiments/loss-3.yaml");
    }

    [Theory]
    [InlineData("lost", null, "There is no template 'lost'.", "Did you mean 'loss'?")]
    [InlineData("loss", "kill", "There is an experiment 'kill' already.", "Choose another name after 'as'.")]
    [InlineData("loss", "../up", "'../up' is no name of an experiment.", "Names have parts between single slashes, such as checkout/replica-loss.")]
    [InlineData("loss", "a/.git/config", "'experiments/a/.git/config.yaml' is not written: git has use for such names itself, or cannot check them out everywhere.", "Choose another name.")]
    [InlineData("broken", null, "templates/broken.yaml cannot be used: it has errors, or is no template.", "The check names what is wrong with it.")]
    public void New_says_what_cannot_be(string template, string? name, string reason, string hint)
    {
        var refused = Refused(New(template, name, ("replica", "b")), ("templates/loss.yaml", Template), ("templates/broken.yaml", "title: [\n"), ("experiments/kill.yaml", ChangeBuilder.Experiment));
        (refused.Reason, refused.Hint).ShouldBe((reason, hint));
    }

    [Fact]
    public void New_asks_for_what_is_missing_and_refuses_what_is_wrong_or_unknown()
    {
        Refused(New("loss", null), ("templates/loss.yaml", Template)).Hint.ShouldBe("It needs replica=VALUE at the end of the line.");
        Refused(New("loss", null, ("replica", "b"), ("seconds", "many")), ("templates/loss.yaml", Template)).Reason.ShouldContain("seconds");
        Refused(New("loss", null, ("replica", "b"), ("secnds", "1")), ("templates/loss.yaml", Template)).Hint.ShouldBe("Did you mean 'seconds'?");
    }

    [Fact]
    public void Add_changes_only_the_lines_that_it_must()
    {
        var write = Written(Add("http/responds", "kill", "hypothesis", ("url", "http://shop.example.com/checkout")), ("experiments/kill.yaml", ChangeBuilder.Experiment));
        (write.Path, write.IsNew, write.Subject).ShouldBe(("experiments/kill.yaml", false, "Add http/responds to kill"));
        var lines = Text(write).Split('\n').Except(ChangeBuilder.Experiment.Split('\n')).ToList();
        string.Concat(lines).ShouldContain("http://shop.example.com/checkout");
        ChangeBuilder.Experiment.Split('\n').Except(Text(write).Split('\n')).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http/respods", "kill", null, "There is no starter 'http/respods'.")]
    [InlineData("http/responds", "kll", null, "There is no experiment 'kll'.")]
    [InlineData("http/responds", "kill", null, "'http/responds' needs a value for 'url'.")]
    [InlineData("http/responds", "broken", null, "experiments/broken.yaml is no experiment")]
    public void Add_says_what_cannot_be(string starter, string experiment, string? part, string reason) =>
        Refused(Add(starter, experiment, part), ("experiments/kill.yaml", ChangeBuilder.Experiment), ("experiments/broken.yaml", "title: [\n")).Reason.ShouldStartWith(reason);

    [Fact]
    public void Add_puts_no_action_into_a_hypothesis()
    {
        var action = Starters.StarterCatalogue.BuiltIn.All.First(static one => one.Kind == Experiments.ActivityType.Action);
        Refused(Add(action.Slug.Value, "kill", "hypothesis"), ("experiments/kill.yaml", ChangeBuilder.Experiment)).Reason.ShouldEndWith("is an action, and a hypothesis only observes.");
    }

    [Fact]
    public void Templatize_makes_parameters_of_the_configuration_and_leaves_secrets_out()
    {
        var write = Written(new PullRequestCommand.Edit.Templatize("kill"), ("experiments/kill.yaml", WithConfiguration));
        (write.Path, write.IsNew).ShouldBe(("templates/kill.yaml", true));
        Text(write).ShouldContain("RELIABLY_PARAM_HOST");
        Text(write).ShouldNotContain("do-not-show");
        write.Notes.ShouldHaveSingleItem().ShouldStartWith("The value of 'api_token' looks like a secret");
        Refused(new PullRequestCommand.Edit.Templatize("kill"), ("experiments/kill.yaml", WithConfiguration), ("templates/kill.json", "{}")).Reason.ShouldBe("templates/kill.json is there already.");
        Refused(new PullRequestCommand.Edit.Templatize("kill"), ("experiments/kill.yaml", ChangeBuilder.Experiment)).Reason.ShouldBe("experiments/kill.yaml has no literal value in its configuration.");
    }

    [Fact]
    public void What_would_have_an_error_is_not_written()
    {
        var broken = ChangeBuilder.Experiment.Replace("method:\n", "method:\n- { type: action, name: act }\n", StringComparison.Ordinal);
        Refused(Add("http/responds", "kill", null, ("url", "http://shop.example.com/")), ("experiments/kill.yaml", broken)).Reason.ShouldStartWith("experiments/kill.yaml:8 would have an error. RLY");
    }

    [Fact]
    public void Whatever_is_typed_is_answered_and_what_is_written_is_free_of_errors() => Seeded.Each(300, static random =>
    {
        string Word() => random.Pick("loss", "kill", "http/responds", "templates/loss.yaml", "x", "..", random.Nasty());
        PullRequestCommand.Edit edit = random.Next(3) switch
        {
            0 => New(Word(), random.Pick(null, Word()), (random.Pick("replica", Word()), Word())),
            1 => Add(Word(), Word(), random.Pick(null, "hypothesis", "method", "rollbacks"), (random.Pick("url", Word()), Word())),
            _ => new PullRequestCommand.Edit.Templatize(Word()),
        };
        var documents = Read(("templates/loss.yaml", Template), ("experiments/kill.yaml", WithConfiguration));
        if (EditDecision.Of(edit, documents) is not EditDecision.Write write) return;
        RepositoryLayout.Classify(write.Path).ShouldNotBeNull();
        documents.State!.Readings.Any(reading => reading.Path == write.Path).ShouldBe(!write.IsNew);
        var after = SnapshotReader.Read(documents.State.Readings.Where(reading => reading.Path != write.Path).Select(static reading => reading.File).Append(new(write.Path, write.Content)), null);
        after.Diagnostics.ShouldNotContain(finding => finding.Location.File == write.Path && finding.Severity == Severity.Error);
        EditMessage.Title(write).ShouldNotContain('\n');
        EditMessage.OfCommit(write, "ada", 7, 9).Split('\n')[^2].ShouldStartWith("Asked for by ada in comment 9");
    });

    [Fact]
    public void A_message_mentions_nobody_and_skips_no_checks()
    {
        var write = new EditDecision.Write("experiments/a.yaml", default, true, "Make a\n@ada [skip ci] #1 https://evil.example of x");
        var message = EditMessage.OfCommit(write, "mallory", 1, 2);
        foreach (var live in new[] { "@ada", "[skip ci]", "#1", "https://" }) message.ShouldNotContain(live);
        message.Split('\n')[1].ShouldBe("");
        EditMessage.OfPullRequest(write, "mallory", 1, "Why.").ShouldNotContain("@ada");
    }

    private static PullRequestCommand.Edit.New New(string template, string? name, params (string Name, string Value)[] values) => new(template, name, values.ToImmutableDictionary(static one => one.Name, static one => one.Value));

    private static PullRequestCommand.Edit.Add Add(string starter, string experiment, string? part, params (string Name, string Value)[] values) =>
        new(starter, experiment, part, values.ToImmutableDictionary(static one => one.Name, static one => one.Value));

    private static EditDecision.Write Written(PullRequestCommand.Edit edit, params (string Path, string Text)[] files) => EditDecision.Of(edit, Read(files)).ShouldBeOfType<EditDecision.Write>();

    private static EditDecision.Refused Refused(PullRequestCommand.Edit edit, params (string Path, string Text)[] files) => EditDecision.Of(edit, Read(files)).ShouldBeOfType<EditDecision.Refused>();

    private static RepositorySnapshot Read(params (string Path, string Text)[] files) => SnapshotReader.Read(files.Select(static file => new RepositoryFile(file.Path, Encoding.UTF8.GetBytes(file.Text))), null);

    private static string Text(EditDecision.Write write) => Encoding.UTF8.GetString(write.Content.Span);
}
