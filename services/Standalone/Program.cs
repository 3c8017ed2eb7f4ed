using TechTransfer.Achievements;
using TechTransfer.Contracts;
using TechTransfer.Demands;
using TechTransfer.Gateway.Demo;
using TechTransfer.Gateway.Session;
using TechTransfer.Gateway.Web;
using TechTransfer.Hosting;
using TechTransfer.Identity;
using TechTransfer.Matching;

return await ServiceHost.RunAsync(
    args,
    new IdentityService(),
    new AchievementsService(),
    new DemandsService(),
    new MatchingService(),
    new ContractsService(),
    new SessionModule(),
    new WebModule(),
    new DemoProvinceModule()
);
