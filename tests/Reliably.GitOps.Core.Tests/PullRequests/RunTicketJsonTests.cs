using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

public class RunTicketJsonTests
{
    [Fact]
    public void Reads_what_it_writes()
    {
        var id = ExecutionId.Create(Records.Time("2026-11-22T12:00:00Z"), 1);
        var ticket = new RunTicket
        {
            Number = 7,
            Comment = 5_000_000_000,
            Head = CommitSha.Parse("1111111111111111111111111111111111111111"),
            Base = CommitSha.Parse("2222222222222222222222222222222222222222"),
            Branch = "main",
            Wish = new() { Number = 7, Target = "nightly \"x\"", Environment = "staging", Dry = true, Actor = "ada" },
            Plan = Slug.Parse("nightly"),
            Environment = Slug.Parse("staging"),
            Deployment = Slug.Parse("sandbox"),
            AskedAt = "https://git.example.com/x",
            Granted = Records.Time("2026-11-22T12:00:00.123Z"),
            JournalLimit = 1 << 20,
            Executions = [new(id, Slug.Parse("shop/a"), new(Verdict.Deviated, "It\ndid not.", TimeSpan.FromMilliseconds(1500), true, CommitSha.Parse("3333333333333333333333333333333333333333"))), new(id, Slug.Parse("shop/b"), null)],
        };
        var text = RunTicketJson.Write(ticket);
        var read = RunTicketJson.TryRead(text).ShouldNotBeNull();
        (read with { Executions = ticket.Executions }).ShouldBe(ticket);
        read.Executions.ShouldBe(ticket.Executions);
        var plain = ticket with { Plan = null, Environment = null, AskedAt = null, Wish = ticket.Wish with { Environment = null } };
        RunTicketJson.Write(RunTicketJson.TryRead(RunTicketJson.Write(plain))!).ShouldBe(RunTicketJson.Write(plain));
    }

    [Fact]
    public void What_is_damaged_is_no_ticket()
    {
        foreach (var text in new[] { "", "{}", "[]", "{\"number\": \"x\"}", "\0" }) RunTicketJson.TryRead(text).ShouldBeNull(text);
    }
}
