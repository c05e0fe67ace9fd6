using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

public sealed class WantedLooksTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_asked_for_survives_a_restart_until_a_look_has_ended()
    {
        new WantedLooks(folder["wanted"]).Add(7);
        var wanted = new WantedLooks(folder["wanted"]);
        wanted.All.ShouldBe([7]);
        var asked = wanted.Find(7);
        wanted.Done(7, asked);
        new WantedLooks(folder["wanted"]).All.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_asked_for_during_a_look_is_not_answered_by_it()
    {
        var wanted = new WantedLooks(folder["wanted"]);
        wanted.Add(7);
        var asked = wanted.Find(7);
        wanted.Add(7);
        wanted.Done(7, asked);
        wanted.All.ShouldBe([7]);
    }

    [Fact]
    public void Who_asks_for_a_new_check_is_not_forgotten_for_a_reason_that_needs_none()
    {
        var wanted = new WantedLooks(folder["wanted"]);
        wanted.Add(7, again: 55);
        wanted.Add(7);
        wanted.Find(7)!.Again.ShouldBe(55);
        wanted.Add(7, again: 60);
        wanted.Add(7, again: 55);
        wanted.Find(7)!.Again.ShouldBe(60);
    }

    [Fact]
    public void Nobody_asked()
    {
        var wanted = new WantedLooks(folder["wanted"]);
        wanted.All.ShouldBeEmpty();
        wanted.Find(7).ShouldBeNull();
        wanted.Done(7, null);
    }
}
