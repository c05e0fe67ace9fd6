using System.Text;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Schedules;

public sealed class ServiceLogTests
{
    [Theory]
    [InlineData("a\n2026-11-22T00:00:00Z end      x: passed")]
    [InlineData("a\r\u2028b")]
    [InlineData("\u001b[2J\u009b31m")]
    [InlineData("\u202Edessap\u2066")]
    public void A_name_forges_no_line_and_moves_nothing_in_the_terminal_of_whoever_reads_it(string name)
    {
        using var writer = new StringWriter();
        var document = ExperimentDocuments.FromFile("a.yaml", Encoding.UTF8.GetBytes("title: t\ndescription: d\nmethod: []\n"), out _)!;
        var order = new ExecutionOrder { Id = ExecutionId.Create(DateTimeOffset.UnixEpoch, 1), Experiment = document, Trigger = TriggerKind.Now };
        new ServiceLog(writer, TimeProvider.System).Report(new ServiceEvent.ExecutionProgress(order, new RunEvent.ActivityEnded(RunPhase.Method, name, true, null, null) { At = DateTimeOffset.UnixEpoch }));
        var text = writer.ToString();
        text.ShouldContain(" activity ");
        text.ShouldEndWith(": done" + Environment.NewLine);
        text.TrimEnd('\n').ShouldAllBe(static c => !char.IsControl(c) && c != '\u2028' && c != '\u202E' && c != '\u2066');
    }

    [Fact]
    public void The_same_trouble_is_said_once_until_it_is_over_and_again_when_it_comes_again()
    {
        using var writer = new StringWriter();
        var log = new ServiceLog(writer, TimeProvider.System);
        for (var times = 0; times < 2; times++)
        {
            log.Report(new ServiceEvent.Problem("GitHub is down.", "It is tried again by itself."));
            log.Report(new ServiceEvent.Problem("GitHub is down.", "It is tried again by itself."));
            log.Report(new ServiceEvent.Recovered("It is up."));
        }

        var down = "problem  GitHub is down. It is tried again by itself.";
        writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split("Z ", 2)[1]).ShouldBe([down, "again    It is up.", down, "again    It is up."]);
    }
}
